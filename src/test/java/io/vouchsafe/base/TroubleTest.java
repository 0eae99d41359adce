package io.vouchsafe.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TroubleTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private Instant now = START;
  private final Trouble<String> trouble = new Trouble<>(() -> now);
  private final Troubles<Integer, String> troubles = new Troubles<>(() -> now);

  private void pass(int seconds) {
    now = now.plusSeconds(seconds);
  }

  @Test
  void aFailureIsReportedOnceForEachReason() {
    assertTrue(trouble.failed("down"));
    assertFalse(trouble.failed("down"));
    assertTrue(trouble.failed("sealed"));
    assertFalse(trouble.failed("sealed"));
    assertTrue(trouble.failed("down"));
  }

  @Test
  void aSuccessIsReportedOnceAfterFailures() {
    assertFalse(trouble.worked());
    trouble.failed("down");
    assertTrue(trouble.worked());
    assertFalse(trouble.worked());
    assertTrue(trouble.failed("down"), "a new row");
  }

  @Test
  void aRowKeepsWhenItBeganWhateverTheReasons() {
    assertEquals(Optional.empty(), trouble.current());
    trouble.failed("down");
    pass(5);
    trouble.failed("sealed");
    assertEquals(
        Optional.of(new Trouble.Row<>("sealed", START, START.plusSeconds(5))), trouble.current());
    trouble.worked();
    assertEquals(Optional.empty(), trouble.current());
  }

  @Test
  void whatFailedAgainIsNotForgotten() {
    trouble.failed("down");
    Trouble.Row<String> seen = trouble.current().orElseThrow();
    pass(1);
    trouble.failed("down");

    assertFalse(trouble.forget(seen));
    assertTrue(trouble.forget(trouble.current().orElseThrow()));
    assertEquals(Optional.empty(), trouble.current());
  }

  @Test
  void eachKeyHasATroubleOfItsOwn() {
    assertTrue(troubles.failed(1, "down"));
    assertTrue(troubles.failed(2, "down"));
    assertFalse(troubles.failed(1, "down"));
    assertFalse(troubles.worked(3));
    assertTrue(troubles.worked(1));
    assertEquals(Optional.empty(), troubles.current(1));
    assertEquals("down", troubles.current(2).orElseThrow().reason());
    assertFalse(troubles.forget(3, troubles.current(2).orElseThrow()));
    assertTrue(troubles.forget(2, troubles.current(2).orElseThrow()));
  }
}
