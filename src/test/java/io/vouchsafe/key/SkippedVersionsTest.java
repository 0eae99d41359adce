package io.vouchsafe.key;

import static io.vouchsafe.key.KeyPhase.ANNOUNCED;
import static io.vouchsafe.key.KeyPhase.RETIRED;
import static io.vouchsafe.key.KeyPhase.SIGNING;
import static io.vouchsafe.key.KeyPhase.SKIPPED;
import static io.vouchsafe.key.KeyPhase.VERIFYING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which versions are skipped for good, and what that changes for the others. */
class SkippedVersionsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final KeyPolicy POLICY = DefaultPolicy.policy();
  private static final Duration LINE = Duration.ofHours(12).minusMinutes(5);
  private static final Instant BEGUN = START.plus(DAY.multipliedBy(30));

  private static KeyLife life(Instant readAt, int first, int minSigning, Instant... created) {
    SigningKey key = Keys.key(KeyRole.ES256, first, minSigning, readAt, created);
    return KeyLife.of(key, List.of(KeyRing.EMPTY.with(key)), POLICY);
  }

  /** Version 1, and one more at each of {@code later} after thirty days. */
  private static KeyLife rotated(Duration... later) {
    Instant[] created =
        Stream.concat(Stream.of(START), Arrays.stream(later).map(BEGUN::plus))
            .toArray(Instant[]::new);
    return life(BEGUN.plus(DAY.multipliedBy(100)), 1, 0, created);
  }

  private static List<KeyPhase> phases(KeyLife life, Instant now) {
    return life.key().versions().stream().map(version -> life.phase(version, now)).toList();
  }

  @Test
  void threeNewerOnesMadeTooSoonSkipAVersionForGood() {
    KeyLife three = rotated(Duration.ZERO, HOUR, HOUR.multipliedBy(2));
    KeyLife four = rotated(Duration.ZERO, HOUR, HOUR.multipliedBy(2), LINE.minusMillis(1));
    KeyLife spread = rotated(Duration.ZERO, HOUR, HOUR.multipliedBy(2), LINE);
    Instant now = BEGUN.plus(LINE);

    assertEquals(List.of(SIGNING, ANNOUNCED, ANNOUNCED, ANNOUNCED), phases(three, now));
    assertEquals(List.of(SIGNING, SKIPPED, ANNOUNCED, ANNOUNCED, ANNOUNCED), phases(four, now));
    assertEquals(List.of(SIGNING, ANNOUNCED, ANNOUNCED, ANNOUNCED, ANNOUNCED), phases(spread, now));
    assertEquals(SKIPPED, phases(four, now.plus(DAY.multipliedBy(400))).get(1));
  }

  @Test
  void aSkippedVersionEndsNobodysSigning() {
    KeyLife life = rotated(Duration.ZERO, HOUR, HOUR.multipliedBy(2), HOUR.multipliedBy(3));
    KeyVersion first = life.key().oldest();

    assertEquals(Optional.of(BEGUN.plus(HOUR).plus(DAY)), life.signsUntil(first));
    assertEquals(
        List.of(SIGNING, SKIPPED, ANNOUNCED, ANNOUNCED, ANNOUNCED),
        phases(life, BEGUN.plus(DAY).plus(HOUR).minusMillis(1)));
    assertEquals(
        List.of(VERIFYING, SKIPPED, SIGNING, ANNOUNCED, ANNOUNCED),
        phases(life, BEGUN.plus(DAY).plus(HOUR)));
  }

  /** It signs from the moment it exists, so tokens under it may be out. */
  @Test
  void theFirstVersionIsNeverSkipped() {
    KeyLife life =
        life(START, 1, 0, START, START.plusSeconds(1), START.plusSeconds(2), START.plusSeconds(3));

    assertEquals(List.of(SIGNING, ANNOUNCED, ANNOUNCED, ANNOUNCED), phases(life, START));
  }

  @Test
  void afterARevocationTheOldestThatIsNotSkippedSigns() {
    Instant now = BEGUN.plus(HOUR.multipliedBy(4));
    KeyLife life =
        life(
            now,
            2,
            2,
            BEGUN,
            BEGUN.plus(HOUR),
            BEGUN.plus(HOUR.multipliedBy(2)),
            BEGUN.plus(HOUR.multipliedBy(3)));

    assertEquals(List.of(SKIPPED, SIGNING, ANNOUNCED, ANNOUNCED), phases(life, now));
    assertEquals(3, life.signing(now).orElseThrow().number());
  }

  /** Three newer ones may have been made since, and then the first would still sign. */
  @Test
  void aReadingFromBeforeAVersionWasSureToLastRetiresNothingByIt() {
    Instant over = BEGUN.plus(DAY.multipliedBy(2));
    Instant young = BEGUN.plus(DAY).minus(POLICY.maxRingAge());

    assertEquals(
        List.of(VERIFYING, SIGNING), phases(life(young.minusMillis(1), 1, 0, START, BEGUN), over));
    assertEquals(List.of(RETIRED, SIGNING), phases(life(young, 1, 0, START, BEGUN), over));
  }

  @Test
  void retiringCutsOffTheSkippedOnesBeforeWhatStays() {
    KeyLife life = rotated(Duration.ZERO, HOUR, HOUR.multipliedBy(2), HOUR.multipliedBy(3));
    Instant over = BEGUN.plus(HOUR).plus(DAY.multipliedBy(2));

    assertEquals(new RotationPlan.Retire(3), life.plan(over));
  }

  @Test
  void threeHundredRotationsLeaveFewVersionsPublishedAtAnyTime() {
    for (Duration pace : List.of(Duration.ofSeconds(1), HOUR, LINE.dividedBy(3), LINE)) {
      Instant[] created =
          IntStream.rangeClosed(0, 300)
              .mapToObj(i -> START.plus(pace.multipliedBy(i)))
              .toArray(Instant[]::new);
      Instant last = created[300];
      KeyLife life = life(last, 1, 0, created);
      int most = POLICY.mostPublished().orElseThrow();
      assertTrue(life.published(last).size() <= most, () -> pace + ": " + life.published(last));
      assertTrue(life.published(last).contains(life.signing(last).orElseThrow()));
    }
  }

  @Test
  void theBoundFollowsFromTheTimes() {
    assertEquals(OptionalInt.of(16), POLICY.mostPublished());
    assertEquals(
        OptionalInt.of(10),
        DefaultPolicy.builder().retireAfter(Duration.ofHours(11)).build().mostPublished());
    assertEquals(
        OptionalInt.empty(),
        DefaultPolicy.builder().maxRingAge(Duration.ofHours(12)).build().mostPublished());
  }

  @Test
  void aVersionThatIsSkippedIsReportedOnce() {
    PhaseWatch watch = new PhaseWatch();
    List<String> told = new ArrayList<>();
    Instant now = BEGUN.plus(HOUR.multipliedBy(4));
    for (int rotations : List.of(3, 4, 5, 5)) {
      Instant[] created =
          Stream.concat(
                  Stream.of(START),
                  IntStream.range(0, rotations).mapToObj(i -> BEGUN.plus(HOUR.multipliedBy(i))))
              .toArray(Instant[]::new);
      watch.check(
          Map.of(KeyRole.ES256, life(now, 1, 0, created)),
          now,
          (turn, key, version) -> told.add(turn + " " + version.number()));
    }

    assertEquals(List.of("SKIPPED 2", "ANNOUNCED 5", "SKIPPED 3", "ANNOUNCED 6"), told);
  }

  /** No rotation makes such, but a Vault that was taken can list them. */
  @Test
  void versionsThatClaimToBeOfTheFutureDoNotFillTheSet() {
    Instant[] created =
        IntStream.range(0, 500)
            .mapToObj(each -> BEGUN.plus(HOUR.multipliedBy(5L * each)))
            .toArray(Instant[]::new);

    List<KeyVersion> published = life(BEGUN, 1, 0, created).published(BEGUN);

    assertEquals(2 * POLICY.mostPublished().orElseThrow(), published.size());
    assertEquals(500, published.getLast().number());
  }

  @Test
  void whatNobodyRetiresInVaultIsRetiredAllTheSame() {
    Instant[] created =
        IntStream.range(0, 100)
            .mapToObj(each -> START.plus(DAY.multipliedBy(30L * each)))
            .toArray(Instant[]::new);
    Instant now = created[99].plus(DAY.multipliedBy(20));

    List<KeyPhase> phases = phases(life(now, 1, 0, created), now);

    assertEquals(SIGNING, phases.getLast());
    assertEquals(List.of(RETIRED), phases.subList(0, 99).stream().distinct().toList());
  }
}
