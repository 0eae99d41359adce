package io.vouchsafe.ops.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.AdjustableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LastingTroubleTest {
  private static final Duration CONFIRM = Duration.ofSeconds(1);
  private static final Duration SETTLE = Duration.ofSeconds(5);

  private final AdjustableClock clock = new AdjustableClock();
  private final LastingTrouble<String> trouble = new LastingTrouble<>(CONFIRM, SETTLE, clock);

  private void fails(String reason) {
    trouble.failed(reason);
  }

  private void later(Duration time) {
    clock.pass(time);
  }

  private boolean begun() {
    return trouble.current().isPresent();
  }

  @Test
  void oneFailureIsNone() {
    trouble.worked();
    fails("sealed");

    assertFalse(begun());
    assertTrue(trouble.unsettled());
  }

  @Test
  void beginsWithTheFirstOfTheFailuresThatLasted() {
    Instant first = clock.instant();
    fails("reset");
    later(CONFIRM);
    fails("sealed");

    assertEquals("sealed", trouble.current().orElseThrow().reason());
    assertEquals(first, trouble.current().orElseThrow().since());
  }

  @Test
  void aSuccessAmongTheFailuresKeepsItFromBeginning() {
    for (int i = 0; i < 100; i++) {
      fails("reset");
      later(CONFIRM.dividedBy(2));
      trouble.worked();
      later(CONFIRM.dividedBy(2));
    }
    fails("reset");

    assertFalse(begun());
  }

  @Test
  void aFailureAmongTheSuccessesKeepsItFromEnding() {
    fails("sealed");
    later(CONFIRM);
    fails("sealed");
    for (int i = 0; i < 100; i++) {
      trouble.worked();
      later(SETTLE.dividedBy(2));
      fails("reset");
      later(SETTLE.dividedBy(2));
    }
    trouble.worked();

    assertTrue(begun());
    assertEquals("reset", trouble.current().orElseThrow().reason());
  }

  @Test
  void endsWhenSuccessesLasted() {
    fails("sealed");
    later(CONFIRM);
    fails("sealed");
    later(CONFIRM);
    trouble.worked();
    later(SETTLE.minusMillis(1));
    trouble.worked();
    assertTrue(begun());

    later(Duration.ofMillis(1));
    trouble.worked();

    assertFalse(begun());
    assertFalse(trouble.unsettled());
  }

  @Test
  void knowsWhenTheLastAttemptWas() {
    assertTrue(trouble.lastAttempt().isEmpty());

    trouble.worked();
    later(SETTLE);
    trouble.worked();

    assertEquals(clock.instant(), trouble.lastAttempt().orElseThrow());
  }
}
