package io.vouchsafe.key;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RotationPlanTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Instant DUE = START.plus(DAY.multipliedBy(30));

  private static RotationPlan plan(int first, int minSigning, Instant now, Instant... created) {
    SigningKey key = Keys.key(KeyRole.ES256, first, minSigning, now, created);
    return KeyLife.of(key, List.of(KeyRing.EMPTY.with(key)), DefaultPolicy.policy()).plan(now);
  }

  @Test
  void keepsUntilTheNewestVersionIsOld() {
    assertEquals(new RotationPlan.Keep(DUE), plan(1, 0, START, START));
    assertEquals(new RotationPlan.Keep(DUE), plan(1, 0, DUE.minusMillis(1), START));
  }

  @Test
  void rotatesWhenTheNewestVersionIsOld() {
    assertEquals(new RotationPlan.Rotate(START, DUE), plan(1, 0, DUE, START));
    assertEquals(new RotationPlan.Rotate(START, DUE), plan(1, 0, DUE.plus(DAY), START));
  }

  @Test
  void keepsWhileAVersionIsAnnouncedOrVerifying() {
    Instant retires = DUE.plus(DAY.multipliedBy(2));
    assertEquals(new RotationPlan.Keep(retires), plan(1, 0, DUE, START, DUE));
    assertEquals(new RotationPlan.Keep(retires), plan(1, 0, retires.minusMillis(1), START, DUE));
  }

  @Test
  void retiresWhatIsOverAndNeverTheLast() {
    Instant retires = DUE.plus(DAY.multipliedBy(2));
    assertEquals(new RotationPlan.Retire(2), plan(1, 0, retires, START, DUE));
    assertEquals(new RotationPlan.Retire(3), plan(1, 0, retires, START, START, DUE));
    assertEquals(new RotationPlan.Keep(DUE.plus(DAY.multipliedBy(30))), plan(2, 2, retires, DUE));
  }

  @Test
  void retiresBeforeItRotates() {
    Instant late = DUE.plus(DAY.multipliedBy(100));
    assertEquals(new RotationPlan.Retire(2), plan(1, 0, late, START, DUE));
    assertEquals(
        new RotationPlan.Rotate(DUE, DUE.plus(DAY.multipliedBy(30))), plan(2, 2, late, DUE));
  }

  @Test
  void retiresAgainWhatVaultListsAgain() {
    Instant late = DUE.plus(DAY.multipliedBy(3));
    assertEquals(new RotationPlan.Retire(2), plan(1, 0, late, START, DUE));
    assertEquals(new RotationPlan.Retire(2), plan(1, 2, late, START, DUE));
  }

  @Test
  void aSpareVersionOfARaceCostsNothingElse() {
    Instant spare = DUE.plusSeconds(1);
    assertEquals(
        new RotationPlan.Keep(DUE.plus(DAY.multipliedBy(2))), plan(1, 0, spare, START, DUE, spare));
    assertEquals(
        new RotationPlan.Retire(3), plan(1, 0, spare.plus(DAY.multipliedBy(2)), START, DUE, spare));
  }

  /** Rotators that look a moment apart raise the minimum to the same version, or not yet. */
  @Test
  void retiresNothingWhileTheNextIsAboutToBeRetired() {
    Duration apart = Duration.ofSeconds(59);
    Instant first = DUE.plus(DAY.multipliedBy(2));
    Instant both = first.plus(apart);

    assertEquals(
        new RotationPlan.Keep(both), plan(1, 0, first, START, START, DUE, DUE.plus(apart)));
    assertEquals(
        new RotationPlan.Keep(both),
        plan(1, 0, both.minusMillis(1), START, START, DUE, DUE.plus(apart)));
    assertEquals(new RotationPlan.Retire(4), plan(1, 0, both, START, START, DUE, DUE.plus(apart)));
    assertEquals(
        new RotationPlan.Retire(3),
        plan(1, 0, first, START, START, DUE, DUE.plus(Duration.ofSeconds(60))));
  }
}
