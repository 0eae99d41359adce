package io.vouchsafe.ops.console;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often something happened in each minute of the last hour. Counting is an addition and never
 * waits. Safe for many threads; what is counted while a minute turns may fall into either.
 */
final class MinuteCounts {
  static final int MINUTES = 60;

  private static final long MILLIS = Duration.ofMinutes(1).toMillis();

  private record Bucket(long minute, LongAdder count) {}

  private final AtomicReferenceArray<Bucket> buckets = new AtomicReferenceArray<>(MINUTES);
  private final InstantSource clock;

  MinuteCounts(InstantSource clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  void count() {
    bucket(minute()).count().increment();
  }

  /** The bucket of {@code minute}; of a later one where the clock was set back. */
  private Bucket bucket(long minute) {
    int place = (int) (minute % MINUTES);
    Bucket held = buckets.get(place);
    if (held != null && held.minute() >= minute) {
      return held;
    }
    Bucket fresh = new Bucket(minute, new LongAdder());
    return buckets.compareAndSet(place, held, fresh) ? fresh : buckets.get(place);
  }

  /** One count for each minute, the oldest first; the last one is the minute that runs. */
  long[] lastHour() {
    long last = minute();
    long[] counts = new long[MINUTES];
    for (int place = 0; place < MINUTES; place++) {
      Bucket held = buckets.get(place);
      long age = held == null ? MINUTES : last - held.minute();
      if (age >= 0 && age < MINUTES) {
        counts[(int) (MINUTES - 1 - age)] = held.count().sum();
      }
    }
    return counts;
  }

  private long minute() {
    return Math.floorDiv(clock.millis(), MILLIS);
  }
}
