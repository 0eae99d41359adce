package io.vouchsafe.ops.metrics;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** The calls to Vault by kind and outcome, how long they take, and whether logging in works. */
public final class VaultMetrics {
  private final Map<String, Map<String, LongAdder>> counts = new HashMap<>();
  private final Map<String, Times> times = new HashMap<>();
  private final Meters meters;

  /**
   * @param kinds every value of the {@code kind} label
   * @param outcomes every value of the {@code outcome} label
   */
  public VaultMetrics(Collection<String> kinds, Collection<String> outcomes, Meters meters) {
    this.meters = Objects.requireNonNull(meters, "meters");
    for (String kind : kinds) {
      Map<String, LongAdder> byOutcome = new HashMap<>();
      for (String outcome : outcomes) {
        byOutcome.put(
            outcome,
            meters.counter(
                "vouchsafe.vault.calls", "calls to Vault", "kind", kind, "outcome", outcome));
      }
      counts.put(kind, byOutcome);
      times.put(
          kind, meters.times("vouchsafe.vault.call", "time of one call to Vault", "kind", kind));
    }
  }

  /** A call ended. */
  public void called(String kind, String outcome, long nanos) {
    counts.get(kind).get(outcome).increment();
    times.get(kind).record(nanos);
  }

  /** Registers the gauge of how many nodes of Vault are left out of signing. */
  public void watchNodes(IntSupplier away) {
    meters.gauge(
        "vouchsafe.vault.nodes.away",
        "nodes of Vault that are left out of signing",
        away::getAsInt);
  }

  /**
   * Registers the gauge of a login.
   *
   * @param login whose it is: {@code service} or {@code rotator}
   * @param works whether the last one worked; true before the first
   */
  public void watchLogin(String login, BooleanSupplier works) {
    meters.gauge(
        "vouchsafe.vault.login.ready",
        "0 while logging in to Vault fails",
        () -> works.getAsBoolean() ? 1 : 0,
        "login",
        login);
  }
}
