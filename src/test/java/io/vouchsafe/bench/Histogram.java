package io.vouchsafe.bench;

import java.time.Duration;
import java.util.Arrays;

/** Durations in nanoseconds, counted in buckets that are at most 1.6 % wide. */
final class Histogram {
  private static final int BITS = 6;
  private static final int STEPS = 1 << BITS;

  private final long[] counts = new long[(Long.SIZE - BITS) * STEPS];
  private long total;

  void add(long nanos) {
    counts[bucket(Math.max(0, nanos))]++;
    total++;
  }

  /**
   * The smallest duration, in milliseconds, that {@code share} (0 to 1) of all do not exceed; NaN
   * where there are none.
   */
  double millis(double share) {
    if (total == 0) {
      return Double.NaN;
    }
    long rank = Math.max(1, (long) Math.ceil(share * total));
    int bucket = 0;
    for (long seen = counts[0]; seen < rank; seen += counts[bucket]) {
      bucket++;
    }
    return start(bucket + 1) / 1e6;
  }

  /** How many were longer than this. */
  long longerThan(Duration duration) {
    return Arrays.stream(counts).skip(bucket(duration.toNanos()) + 1L).sum();
  }

  private static int bucket(long nanos) {
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos | 1);
    return exponent < BITS
        ? (int) nanos
        : (exponent - BITS) * STEPS + (int) (nanos >>> (exponent - BITS));
  }

  private static long start(int bucket) {
    return bucket < STEPS ? bucket : (long) (bucket % STEPS + STEPS) << (bucket / STEPS - 1);
  }
}
