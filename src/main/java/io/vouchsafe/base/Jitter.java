package io.vouchsafe.base;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Times by chance, so that instances that started together do not act together for ever. */
public final class Jitter {
  private Jitter() {}

  /** A duration near {@code middle}: evenly distributed within {@code part} of it either way. */
  public static Duration around(Duration middle, double part) {
    return between(middle, 1 - part, 1 + part);
  }

  /** A duration of {@code from} to {@code to} times {@code whole}, evenly distributed. */
  public static Duration between(Duration whole, double from, double to) {
    double factor = from < to ? ThreadLocalRandom.current().nextDouble(from, to) : from;
    return Duration.ofNanos((long) (whole.toNanos() * factor));
  }

  /**
   * Waits for {@link #between} these times on the thread that calls it, or until that is
   * interrupted, which it then still is.
   */
  public static void pause(Duration whole, double from, double to) {
    try {
      Thread.sleep(between(whole, from, to));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
