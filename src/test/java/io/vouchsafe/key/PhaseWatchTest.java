package io.vouchsafe.key;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PhaseWatchTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant ROTATED = START.plus(DAY.multipliedBy(30));

  private final PhaseWatch watch = new PhaseWatch();

  private List<String> look(int first, int minSigning, Instant now, Instant... created) {
    List<String> told = new ArrayList<>();
    SigningKey key = Keys.key(KeyRole.ES256, first, minSigning, now, created);
    watch.check(
        Map.of(
            KeyRole.ES256,
            KeyLife.of(key, List.of(KeyRing.EMPTY.with(key)), DefaultPolicy.policy())),
        now,
        (turn, ofKey, version) -> told.add(turn + " " + version.number()));
    return told;
  }

  @Test
  void tellsTheWholeLifeOfAVersionOnce() {
    assertEquals(List.of(), look(1, 0, START, START));
    assertEquals(List.of("ANNOUNCED 2"), look(1, 0, ROTATED, START, ROTATED));
    assertEquals(List.of(), look(1, 0, ROTATED, START, ROTATED));
    assertEquals(
        List.of("CEASED_TO_SIGN 1", "BEGAN_TO_SIGN 2"),
        look(1, 0, ROTATED.plus(DAY), START, ROTATED));
    assertEquals(
        List.of("RETIRED 1"), look(1, 0, ROTATED.plus(DAY.multipliedBy(2)), START, ROTATED));
    assertEquals(List.of(), look(2, 2, ROTATED.plus(DAY.multipliedBy(2)), ROTATED));
  }

  @Test
  void aVersionRetiredByAnInstanceWhoseClockIsAheadIsNoRevocation() {
    look(1, 0, ROTATED.plus(DAY), START, ROTATED);
    Instant almost = ROTATED.plus(DAY.multipliedBy(2)).minusSeconds(30);
    assertEquals(List.of("RETIRED 1"), look(2, 2, almost, ROTATED));
  }

  @Test
  void aMinimumRaisedBeforeTheTimeIsARevocation() {
    look(1, 0, ROTATED, START, ROTATED);
    assertEquals(
        List.of("REVOKED 1", "BEGAN_TO_SIGN 2"), look(2, 2, ROTATED.plusSeconds(60), ROTATED));
  }

  @Test
  void raisingOnlyTheSigningMinimumIsARevocationToo() {
    look(1, 0, ROTATED, START, ROTATED);
    assertEquals(
        List.of("REVOKED 1", "BEGAN_TO_SIGN 2"),
        look(1, 2, ROTATED.plusSeconds(60), START, ROTATED));
  }

  @Test
  void anAnnouncedVersionCanBeRevokedWithTheSigningOne() {
    look(1, 0, ROTATED, START, ROTATED);
    Instant now = ROTATED.plusSeconds(60);
    assertEquals(
        List.of("REVOKED 1", "REVOKED 2", "ANNOUNCED 3", "BEGAN_TO_SIGN 3"), look(3, 3, now, now));
  }

  @Test
  void aRetiredVersionThatIsListedAgainTellsNothing() {
    Instant late = ROTATED.plus(DAY.multipliedBy(3));
    look(2, 2, late, ROTATED);
    assertEquals(List.of(), look(1, 0, late, START, ROTATED));
  }
}
