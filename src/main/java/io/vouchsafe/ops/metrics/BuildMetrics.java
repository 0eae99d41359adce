package io.vouchsafe.ops.metrics;

/** What this program was built from, as a gauge that is always 1. */
public final class BuildMetrics {
  private BuildMetrics() {}

  /** Makes the gauge. */
  public static void watch(String version, String commit, String runtime, Meters meters) {
    meters.gauge(
        "vouchsafe.build.info",
        "1; the labels say what this program was built from and what it runs on",
        () -> 1,
        "version",
        version,
        "commit",
        commit,
        "runtime",
        runtime);
  }
}
