package io.vouchsafe.ops.metrics;

import io.vouchsafe.caller.Revocations;
import io.vouchsafe.issuer.Issuer;
import java.util.Objects;
import java.util.Optional;

/** The lists of revoked grants as gauges, each read from memory when it is scraped. */
public final class RevocationMetrics {
  private final Meters meters;

  public RevocationMetrics(Meters meters) {
    this.meters = Objects.requireNonNull(meters, "meters");
  }

  /** Makes the gauges of one issuer's list. */
  public void watch(Issuer issuer) {
    Optional<Revocations> revocations = issuer.grants().revocations();
    meters.gauge(
        "vouchsafe.caller.revocation.age.seconds",
        "since the list of revoked grants was read, or since the start; NaN where grants cannot be revoked",
        () -> revocations.map(it -> it.age().toMillis() / 1000.0).orElse(Double.NaN),
        "issuer",
        issuer.name());
    meters.gauge(
        "vouchsafe.caller.revocation.entries",
        "entries in the list of revoked grants",
        () -> revocations.map(Revocations::size).orElse(0),
        "issuer",
        issuer.name());
  }
}
