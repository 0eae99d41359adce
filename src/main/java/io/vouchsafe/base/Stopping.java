package io.vouchsafe.base;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/**
 * Whether the service is stopping, and whether anybody watches it who would notice. Thread-safe.
 */
public final class Stopping {
  private final InstantSource clock;
  private volatile boolean begun;
  private volatile Instant lastAsked = Instant.MIN;

  public Stopping(InstantSource clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** The service stops: whoever asks whether to send requests is told not to. */
  public void begin() {
    begun = true;
  }

  public boolean begun() {
    return begun;
  }

  /** Somebody asked whether to send requests here, as a balancer does again and again. */
  public void asked() {
    lastAsked = clock.instant();
  }

  /** Whether somebody asked in the last {@code time}. */
  public boolean askedWithin(Duration time) {
    return lastAsked.isAfter(clock.instant().minus(time));
  }
}
