package io.vouchsafe.http.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Stopping;
import io.vouchsafe.testing.AdjustableClock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShutdownSettingsTest {
  private static final Duration TEN = Duration.ofSeconds(10);
  private static final Duration TOO_LONG = Duration.ofHours(1).plusMillis(1);

  @Test
  void leftOutTheDelayIsForThoseWhoWouldNotice() {
    ShutdownSettings settings = new ShutdownSettings(Optional.empty(), TEN);

    assertEquals(TEN, settings.delay(true));
    assertEquals(Duration.ZERO, settings.delay(false));
  }

  @Test
  void aDelayThatIsSetAlwaysHolds() {
    ShutdownSettings settings = new ShutdownSettings(Optional.of(Duration.ofSeconds(3)), TEN);

    assertEquals(Duration.ofSeconds(3), settings.delay(true));
    assertEquals(Duration.ofSeconds(3), settings.delay(false));
  }

  @Test
  void whoAskedInTheLastMinuteWouldNotice() {
    AdjustableClock clock = new AdjustableClock();
    Stopping stopping = new Stopping(clock);
    assertFalse(stopping.askedWithin(ShutdownSettings.MEMORY));

    stopping.asked();
    clock.pass(ShutdownSettings.MEMORY.minusMillis(1));
    assertTrue(stopping.askedWithin(ShutdownSettings.MEMORY));

    clock.pass(Duration.ofMillis(1));
    assertFalse(stopping.askedWithin(ShutdownSettings.MEMORY));
  }

  @Test
  void aValueThatCannotWorkIsRefusedByItsName() {
    assertEquals(
        "shutdown-delay must be 0 s to 1 h",
        assertThrows(
                IllegalArgumentException.class,
                () -> new ShutdownSettings(Optional.of(TOO_LONG), TEN))
            .getMessage());
    assertEquals(
        "shutdown-timeout must be 0 s to 1 h",
        assertThrows(
                IllegalArgumentException.class,
                () -> new ShutdownSettings(Optional.empty(), Duration.ofMillis(-1)))
            .getMessage());
  }
}
