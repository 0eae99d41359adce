package io.vouchsafe.ops;

import java.time.Duration;

/** Durations as operators read them. */
public final class Seconds {
  private static final double MILLIS = 1000.0;

  private Seconds() {}

  /** To the millisecond. */
  public static double of(Duration duration) {
    return duration.toMillis() / MILLIS;
  }
}
