package io.vouchsafe.issuer;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Something that is read again and again, where a test lets the time pass. */
public final class Rounds {
  private final Rereading rereading;

  public Rounds(BooleanSupplier reading, Duration refresh) {
    rereading = new Rereading("in simulated time", reading, refresh);
  }

  /** Reads once; how long to wait then before the next time, but for the jitter. */
  public Duration round() {
    return rereading.round();
  }
}
