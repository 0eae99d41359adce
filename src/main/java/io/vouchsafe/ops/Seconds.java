package io.vouchsafe.ops;

import java.time.Duration;

/** Durations as operators read them. */
final class Seconds {
  private static final double MILLIS = 1000.0;

  private Seconds() {}

  /** To the millisecond. */
  static double of(Duration duration) {
    return duration.toMillis() / MILLIS;
  }
}
