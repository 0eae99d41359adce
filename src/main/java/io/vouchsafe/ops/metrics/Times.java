package io.vouchsafe.ops.metrics;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * How long something took, as a histogram of few buckets: 100 µs to 1 s for what happens in memory
 * or at Vault. Safe for many threads.
 */
final class Times {
  private static final Duration[] BUCKETS =
      LongStream.of(
              100, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 1_000_000)
          .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
          .toArray(Duration[]::new);

  private final String name;
  private final String description;
  private final String[] labels;
  private volatile Timer timer;

  Times(String name, String description, String... labels) {
    this.name = Objects.requireNonNull(name, "name");
    this.description = Objects.requireNonNull(description, "description");
    this.labels = labels.clone();
  }

  /** Adds one time. */
  void record(long nanos) {
    timer().record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Registers the histogram, unless that was done. */
  Timer timer() {
    Timer known = timer;
    if (known == null) {
      known =
          Timer.builder(name)
              .description(description)
              .tags(labels)
              .serviceLevelObjectives(BUCKETS)
              .register(Metrics.globalRegistry);
      timer = known;
    }
    return known;
  }
}
