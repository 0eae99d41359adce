package io.vouchsafe.key;

import static io.vouchsafe.key.KeyPhase.ANNOUNCED;
import static io.vouchsafe.key.KeyPhase.RETIRED;
import static io.vouchsafe.key.KeyPhase.SIGNING;
import static io.vouchsafe.key.KeyPhase.VERIFYING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyLifeTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final KeyPolicy POLICY = DefaultPolicy.policy();

  /**
   * Later than all that these tests ask about: only {@code SkippedVersionsTest} has old readings.
   */
  private static final Instant READ = START.plus(DAY.multipliedBy(100));

  private static KeyLife alone(int first, int minSigning, Instant... created) {
    SigningKey key = Keys.key(KeyRole.ES256, first, minSigning, READ, created);
    return KeyLife.of(key, List.of(KeyRing.EMPTY.with(key)), POLICY);
  }

  private static KeyLife besideOldKey(int first, int minSigning, Instant... created) {
    SigningKey old = Keys.key(KeyRole.RS256, 1, 0, START, START.minus(DAY.multipliedBy(10)));
    SigningKey key = Keys.key(KeyRole.ES256, first, minSigning, READ, created);
    return KeyLife.of(key, List.of(KeyRing.EMPTY.with(old).with(key)), POLICY);
  }

  private static List<KeyPhase> phases(KeyLife life, Instant now) {
    return life.key().versions().stream().map(version -> life.phase(version, now)).toList();
  }

  private static Optional<Integer> signing(KeyLife life, Instant now) {
    return life.signing(now).map(KeyVersion::number);
  }

  @Test
  void aVersionGoesThroughAllFourPhases() {
    Instant rotated = START.plus(DAY.multipliedBy(30));
    KeyLife life = alone(1, 0, START, rotated);

    assertEquals(List.of(SIGNING, ANNOUNCED), phases(life, rotated));
    assertEquals(List.of(SIGNING, ANNOUNCED), phases(life, rotated.plus(DAY).minusMillis(1)));
    assertEquals(List.of(VERIFYING, SIGNING), phases(life, rotated.plus(DAY)));
    assertEquals(
        List.of(VERIFYING, SIGNING),
        phases(life, rotated.plus(DAY.multipliedBy(2)).minusMillis(1)));
    assertEquals(List.of(RETIRED, SIGNING), phases(life, rotated.plus(DAY.multipliedBy(2))));
  }

  @Test
  void theNextVersionSignsWhenItWasAnnouncedLongEnough() {
    Instant due = START.plus(DAY.multipliedBy(30));
    KeyLife one = alone(1, 0, START);
    KeyLife two = alone(1, 0, START, due.plusSeconds(60));

    assertEquals(due, one.rotationDue());
    assertEquals(due.plus(DAY), one.nextSigns(START));
    assertEquals(due.plus(DAY), one.nextSigns(due.plus(DAY.multipliedBy(5))));
    assertEquals(due.plusSeconds(60).plus(DAY), two.nextSigns(due.plusSeconds(60)));
    assertEquals(
        due.plusSeconds(60).plus(DAY.multipliedBy(31)),
        two.nextSigns(due.plusSeconds(60).plus(DAY)));
  }

  @Test
  void aVersionThatTheScheduleDidNotMakeIsEarlyUntilItIsPastAnnounceFor() {
    Instant due = START.plus(DAY.multipliedBy(30));
    Instant soon = due.minus(POLICY.clockError()).minusMillis(1);
    KeyLife early = alone(1, 0, START, soon);

    assertTrue(early.rotatedEarly(soon));
    assertTrue(early.rotatedEarly(soon.plus(DAY).minusMillis(1)));
    assertFalse(early.rotatedEarly(soon.plus(DAY)));
    assertFalse(alone(1, 0, START, soon.plusMillis(1)).rotatedEarly(due));
    assertFalse(alone(1, 0, START).rotatedEarly(START));
    assertFalse(alone(2, 0, soon).rotatedEarly(soon), "the one before was revoked");
  }

  @Test
  void aNewIssuerSignsAtOnceAndGoesOnSigning() {
    SigningKey rsa = Keys.key(KeyRole.RS256, 1, 0, START, START);
    SigningKey ec = Keys.key(KeyRole.ES256, 1, 0, START, START.plusSeconds(2));
    KeyLife life = KeyLife.of(ec, List.of(KeyRing.EMPTY.with(rsa).with(ec)), POLICY);

    assertEquals(Optional.of(1), signing(life, START.plusSeconds(2)));
    assertEquals(Optional.of(1), signing(life, START.plus(DAY)));
    assertEquals(Optional.of(1), signing(life, START.plus(DAY).plusSeconds(1)));
    assertEquals(Optional.of(1), signing(life, START.plus(DAY).plusSeconds(2)));
  }

  @Test
  void aKeyThatIsAddedToANewIssuerWaits() {
    SigningKey rsa = Keys.key(KeyRole.RS256, 1, 0, START, START);
    Instant hourLater = START.plusSeconds(3600);
    SigningKey ec = Keys.key(KeyRole.ES256, 1, 0, START, hourLater);
    KeyLife life = KeyLife.of(ec, List.of(KeyRing.EMPTY.with(rsa).with(ec)), POLICY);

    assertEquals(Optional.empty(), signing(life, hourLater));
    assertEquals(Optional.of(1), signing(life, hourLater.plus(DAY)));
  }

  @Test
  void aNewKeyBesideOlderOnesWaits() {
    KeyLife life = besideOldKey(1, 0, START);

    assertEquals(Optional.empty(), signing(life, START.plus(DAY).minusMillis(1)));
    assertEquals(Optional.of(START.plus(DAY)), life.waitsUntil());
    assertEquals(List.of(ANNOUNCED), phases(life, START));
    assertEquals(Optional.of(1), signing(life, START.plus(DAY)));
  }

  @Test
  void afterARevocationTheOldestThatMaySignDoes() {
    Instant soon = START.plusSeconds(10);

    assertEquals(Optional.of(2), signing(besideOldKey(2, 2, START, START.plusSeconds(5)), soon));
    assertEquals(Optional.of(2), signing(besideOldKey(1, 2, START, START.plusSeconds(5)), soon));
    assertEquals(
        List.of(VERIFYING, SIGNING), phases(besideOldKey(1, 2, START, START.plusSeconds(5)), soon));
  }

  @Test
  void aVersionBelowTheMinimumNeverSigns() {
    Instant rotated = START.plus(DAY.multipliedBy(30));
    KeyLife life = alone(1, 2, START, rotated);

    assertEquals(Optional.of(2), signing(life, rotated));
    assertEquals(List.of(VERIFYING, SIGNING), phases(life, rotated));
  }

  @Test
  void twoVersionsInTheSameAnnouncementDoNotShortenTheFirstOnes() {
    Instant rotated = START.plus(DAY.multipliedBy(30));
    KeyLife life = alone(1, 0, START, rotated, rotated.plusSeconds(3600));

    assertEquals(List.of(SIGNING, ANNOUNCED, ANNOUNCED), phases(life, rotated.plusSeconds(3600)));
    assertEquals(List.of(VERIFYING, SIGNING, ANNOUNCED), phases(life, rotated.plus(DAY)));
    assertEquals(
        List.of(VERIFYING, VERIFYING, SIGNING), phases(life, rotated.plus(DAY).plusSeconds(3600)));
  }

  @Test
  void somethingIsAlwaysPublished() {
    KeyLife life = alone(1, 0, START, START.plusSeconds(1), START.plusSeconds(2));

    for (int hour = 0; hour < 24 * 10; hour++) {
      Instant now = START.plus(Duration.ofHours(hour));
      assertEquals(false, life.published(now).isEmpty(), "nothing published at " + now);
      assertEquals(true, life.published(now).contains(life.signing(now).orElseThrow()));
    }
  }

  @Test
  void aRetiredVersionThatVaultListsAgainStaysRetired() {
    KeyLife life = alone(1, 0, START, START.plus(DAY), START.plus(DAY.multipliedBy(40)));

    assertEquals(
        List.of(RETIRED, SIGNING, ANNOUNCED), phases(life, START.plus(DAY.multipliedBy(40))));
  }

  @Test
  void theNextTurnIsTheNextChangeOfAnyPhase() {
    Instant rotated = START.plus(DAY.multipliedBy(30));
    KeyLife life = alone(1, 0, START, rotated);

    assertEquals(Optional.of(rotated.plus(DAY)), life.nextTurn(rotated));
    assertEquals(Optional.of(rotated.plus(DAY.multipliedBy(2))), life.nextTurn(rotated.plus(DAY)));
    assertEquals(Optional.empty(), life.nextTurn(rotated.plus(DAY.multipliedBy(2))));
  }

  @Test
  void aVersionFromTheFutureWaitsForItsTimeAndDisturbsNobody() {
    Instant future = START.plus(DAY.multipliedBy(5));
    KeyLife life = alone(1, 0, START, future);

    assertEquals(List.of(SIGNING, ANNOUNCED), phases(life, START.plus(DAY)));
    assertEquals(List.of(SIGNING, ANNOUNCED), phases(life, future.plus(DAY).minusMillis(1)));
    assertEquals(List.of(VERIFYING, SIGNING), phases(life, future.plus(DAY)));
  }

  @Test
  void rotationIsOverdueWhenNobodyDidItForATenthOfItsPeriod() {
    KeyLife life = alone(1, 0, START);

    assertEquals(false, life.rotationOverdue(START.plus(DAY.multipliedBy(33)).minusMillis(1)));
    assertEquals(true, life.rotationOverdue(START.plus(DAY.multipliedBy(33))));
  }
}
