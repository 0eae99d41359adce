package io.vouchsafe.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockOffsetTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:10.500Z");

  private static ClockOffset offset(String theirs) {
    return ClockOffset.of(NOW, NOW.plusMillis(100), Instant.parse(theirs));
  }

  @Test
  void wholeSecondsAndTheAnswersWayAreNoError() {
    assertEquals(Duration.ZERO, offset("2026-01-01T00:00:10Z").certain());
    assertEquals(Duration.ofMillis(400), offset("2026-01-01T00:00:11Z").certain());
    assertEquals(Duration.ofMillis(-500), offset("2026-01-01T00:00:09Z").certain());
  }

  @Test
  void onlyWhatIsCertainExceedsTheBound() {
    Duration bound = Duration.ofSeconds(2);
    assertFalse(offset("2026-01-01T00:00:12Z").exceeds(bound));
    assertTrue(offset("2026-01-01T00:00:13Z").exceeds(bound));
    assertFalse(offset("2026-01-01T00:00:08Z").exceeds(bound));
    assertTrue(offset("2026-01-01T00:00:07Z").exceeds(bound));
  }
}
