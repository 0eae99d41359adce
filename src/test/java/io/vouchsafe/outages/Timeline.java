package io.vouchsafe.outages;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * How many tokens came in each twentieth of a second, for an hour at most. Safe for many threads.
 */
final class Timeline {
  private static final long BUCKET_MILLIS = 50;
  private static final int BUCKETS = (int) (Duration.ofHours(1).toMillis() / BUCKET_MILLIS);
  private static final int OF_A_SECOND = (int) (1000 / BUCKET_MILLIS);

  /** From this part of the usual rate on, it is full speed. */
  private static final double FULL = 0.8;

  private final long begun = System.nanoTime();
  private final AtomicIntegerArray counts = new AtomicIntegerArray(BUCKETS);

  void count() {
    counts.incrementAndGet(now());
  }

  /** The moment, as a place on this line. */
  int now() {
    long millis = (System.nanoTime() - begun) / 1_000_000;
    return (int) Math.min(BUCKETS - 1, millis / BUCKET_MILLIS);
  }

  /** Tokens a second from one moment to another. */
  double rate(int from, int to) {
    return sum(from, to) * (double) OF_A_SECOND / Math.max(1, to - from);
  }

  private int sum(int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i++) {
      sum += counts.get(i);
    }
    return sum;
  }

  /** The longest time without a token. */
  Duration longestGap(int from, int to) {
    int longest = 0;
    int gap = 0;
    for (int i = from; i < to; i++) {
      gap = counts.get(i) == 0 ? gap + 1 : 0;
      longest = Math.max(longest, gap);
    }
    return time(longest);
  }

  /** Whether a second that ends now was at full speed. */
  boolean fullSpeed(double usual) {
    int to = now();
    return to > OF_A_SECOND && rate(to - OF_A_SECOND, to) >= FULL * usual;
  }

  /** From {@code from} until each second was at full speed again. */
  Duration toFullSpeed(int from, int to, double usual) {
    for (int end = to; end - OF_A_SECOND >= from; end--) {
      if (rate(end - OF_A_SECOND, end) < FULL * usual) {
        return time(end - from);
      }
    }
    return Duration.ZERO;
  }

  private static Duration time(int buckets) {
    return Duration.ofMillis(buckets * BUCKET_MILLIS);
  }
}
