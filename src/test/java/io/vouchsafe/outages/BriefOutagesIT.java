package io.vouchsafe.outages;

import static io.vouchsafe.outages.Held.held;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A packaged service that 64 callers ask has no name server, hardly any memory, a disk that is full
 * and a clock that steps, on processes of its own each; {@link VaultOutagesIT} has what takes none.
 * Certificates that are renewed have tests without so many callers.
 */
class BriefOutagesIT {
  private static final Duration LASTS = Duration.ofSeconds(2);

  @Test
  void aNameServerThatKnowsNothingCostsNoTokenThatIsNotRight() {
    held(new DnsGone(true), LASTS);
  }

  @Test
  void memoryAtItsLimitCostsNoTokenThatIsNotRight() {
    held(new MemoryLimit(), LASTS);
  }

  @Test
  void aDiskThatIsFullCostsNoTokenThatIsNotRight() {
    held(new DiskFull(), LASTS);
  }

  /** Forth within {@code clock-error}, back beyond it. */
  @Test
  void aClockThatStepsCostsNoTokenThatIsNotRight() {
    held(new ClockStepped(10, -600), LASTS);
  }
}
