package io.vouchsafe.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes when a test says so. */
public final class AdjustableClock implements InstantSource {
  private volatile Instant now = Instant.parse("2026-01-10T12:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  public void pass(Duration duration) {
    now = now.plus(duration);
  }
}
