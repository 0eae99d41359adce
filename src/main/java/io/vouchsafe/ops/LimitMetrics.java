package io.vouchsafe.ops;

import static java.util.stream.Collectors.toUnmodifiableMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import java.util.Collection;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** How often each limit of the public port bit, and how many are connected to it. */
public final class LimitMetrics {
  private final Map<String, Counter> bites;

  /**
   * Registers a counter for each limit, so that every series is there from the start.
   *
   * @param limits the values of the {@code limit} label
   */
  public LimitMetrics(Collection<String> limits) {
    this.bites =
        limits.stream().collect(toUnmodifiableMap(UnaryOperator.identity(), LimitMetrics::counter));
  }

  private static Counter counter(String limit) {
    return Counter.builder("vouchsafe.http.limit")
        .description("connections and requests that were refused or ended because of a limit")
        .tag("limit", limit)
        .register(Metrics.globalRegistry);
  }

  /** Counts a bite of one of the limits. */
  public void bit(String limit) {
    bites.get(limit).increment();
  }

  /** Registers the gauges of the public port's connections. */
  public static void register(IntSupplier connections, IntSupplier peers) {
    gauge("vouchsafe.http.connections", "connections to the public port", connections);
    gauge("vouchsafe.http.peers", "peers that have a connection to the public port", peers);
  }

  /** Registers a gauge of what is taken of each room of the front door. */
  public static void register(Map<String, LongSupplier> taken) {
    taken.forEach(
        (room, value) ->
            replace(
                Gauge.builder("vouchsafe.http.room", value, LongSupplier::getAsLong)
                    .description(
                        "what is taken: tokens of a lane, callers under check, octets of bodies")
                    .tag("room", room)));
  }

  private static void gauge(String name, String description, IntSupplier value) {
    replace(Gauge.builder(name, value, IntSupplier::getAsInt).description(description));
  }

  /** Tests start the service several times in a process; a gauge of an earlier one would stay. */
  private static <T> void replace(Gauge.Builder<T> builder) {
    Gauge gauge = builder.strongReference(true).register(Metrics.globalRegistry);
    Metrics.globalRegistry.remove(gauge);
    builder.register(Metrics.globalRegistry);
  }
}
