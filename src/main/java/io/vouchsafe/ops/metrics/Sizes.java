package io.vouchsafe.ops.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Metrics;
import java.util.Objects;

/** How large something is, as a histogram of few buckets: 1 to 128. Safe for many threads. */
final class Sizes {
  private static final double[] BUCKETS = {1, 2, 4, 8, 16, 32, 64, 128};

  private final String name;
  private final String unit;
  private final String description;
  private final String[] labels;
  private volatile DistributionSummary summary;

  Sizes(String name, String unit, String description, String... labels) {
    this.name = Objects.requireNonNull(name, "name");
    this.unit = Objects.requireNonNull(unit, "unit");
    this.description = Objects.requireNonNull(description, "description");
    this.labels = labels.clone();
  }

  /** Adds one size. */
  void record(int size) {
    summary().record(size);
  }

  /** Registers the histogram, unless that was done. */
  DistributionSummary summary() {
    DistributionSummary known = summary;
    if (known == null) {
      known =
          DistributionSummary.builder(name)
              .baseUnit(unit)
              .description(description)
              .tags(labels)
              .serviceLevelObjectives(BUCKETS)
              .register(Metrics.globalRegistry);
      summary = known;
    }
    return known;
  }
}
