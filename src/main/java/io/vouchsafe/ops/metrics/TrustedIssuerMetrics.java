package io.vouchsafe.ops.metrics;

import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.proof.TrustedIssuer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;

/** The keys of trusted issuers as gauges, each read from memory when it is scraped. */
public final class TrustedIssuerMetrics {
  private final Meters meters;
  private final InstantSource clock;

  public TrustedIssuerMetrics(Meters meters, InstantSource clock) {
    this.meters = Objects.requireNonNull(meters, "meters");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** Makes the gauges of all that one issuer trusts. */
  public void watch(Issuer issuer) {
    issuer.proofs().issuers().forEach(trusted -> watch(issuer, trusted));
  }

  private void watch(Issuer issuer, TrustedIssuer trusted) {
    String[] labels = {"issuer", issuer.configuredName(), "trusted_issuer", trusted.name()};
    meters.gauge(
        "vouchsafe.trusted.issuer.keys",
        "keys of a trusted issuer that can verify a proof",
        () -> issuer.proofs().keysOf(trusted).count(),
        labels);
    meters.gauge(
        "vouchsafe.trusted.issuer.keys.age.seconds",
        "age of the last good reading of a trusted issuer's keys; NaN while there is none",
        () ->
            issuer
                .proofs()
                .keysOf(trusted)
                .readAt()
                .map(readAt -> Duration.between(readAt, clock.instant()).toMillis() / 1000.0)
                .orElse(Double.NaN),
        labels);
  }
}
