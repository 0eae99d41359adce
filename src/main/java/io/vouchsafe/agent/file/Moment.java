package io.vouchsafe.agent.file;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A moment from which time is measured: on the monotonic clock, which nobody sets, or on the wall
 * clock where that says that more has passed, since the monotonic one stands still while a machine
 * sleeps.
 */
record Moment(long nanoTime, Instant wall) {
  static Moment now(InstantSource clock) {
    return new Moment(System.nanoTime(), clock.instant());
  }

  Duration elapsed(InstantSource clock) {
    Duration steady = Duration.ofNanos(System.nanoTime() - nanoTime);
    Duration set = Duration.between(wall, clock.instant());
    return steady.compareTo(set) > 0 ? steady : set;
  }
}
