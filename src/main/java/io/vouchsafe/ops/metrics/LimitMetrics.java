package io.vouchsafe.ops.metrics;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** How often each limit of the public port bit, and how many are connected to it. */
public final class LimitMetrics {
  private final Map<String, LongAdder> bites;
  private final Meters meters;

  /**
   * Makes a counter for each limit.
   *
   * @param limits the values of the {@code limit} label
   */
  public LimitMetrics(Collection<String> limits, Meters meters) {
    this.meters = Objects.requireNonNull(meters, "meters");
    this.bites =
        limits.stream().collect(toUnmodifiableMap(UnaryOperator.identity(), this::counter));
  }

  private LongAdder counter(String limit) {
    return meters.counter(
        "vouchsafe.http.limit",
        "connections and requests that were refused or ended because of a limit",
        "limit",
        limit);
  }

  /** Counts a bite of one of the limits. */
  public void bit(String limit) {
    bites.get(limit).increment();
  }

  /** Makes the gauges of the public port's connections. */
  public void watch(IntSupplier connections, IntSupplier peers) {
    meters.gauge(
        "vouchsafe.http.connections", "connections to the public port", connections::getAsInt);
    meters.gauge(
        "vouchsafe.http.peers", "peers that have a connection to the public port", peers::getAsInt);
  }

  /**
   * Makes a gauge of what is taken of each room of the front door.
   *
   * @param taken callers under {@code checks}, octets of {@code bodies}, {@code forms}, and tokens
   *     of each lane
   */
  public void watch(Map<String, LongSupplier> taken) {
    taken.forEach(
        (room, value) -> {
          switch (room) {
            case "checks" ->
                meters.gauge("vouchsafe.http.room.checks", "callers under check", value::getAsLong);
            case "bodies" ->
                meters.gauge(
                    "vouchsafe.http.room.bytes", "octets of bodies under way", value::getAsLong);
            case "forms" ->
                meters.gauge(
                    "vouchsafe.http.room.forms",
                    "forms of token exchanges that are waited for",
                    value::getAsLong);
            default ->
                meters.gauge(
                    "vouchsafe.http.room.tokens",
                    "tokens of a lane under way",
                    value::getAsLong,
                    "lane",
                    room);
          }
        });
  }
}
