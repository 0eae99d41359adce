package io.vouchsafe.base;

import java.time.Duration;

/** The moment after which nobody waits for the answer any more, on the monotonic clock. */
public record Deadline(long nanoTime) {

  public static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /** What is left; never negative. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  /** The later of the two. */
  public Deadline orLater(Deadline other) {
    return other.nanoTime - nanoTime > 0 ? other : this;
  }

  public boolean passed() {
    return remaining().isZero();
  }
}
