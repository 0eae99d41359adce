package io.vouchsafe.ops.metrics;

import io.vouchsafe.caller.RegionRevocations;
import io.vouchsafe.caller.Revocations;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.ops.Seconds;
import java.util.Objects;
import java.util.Optional;

/** The lists of revoked grants as gauges, each read from memory when it is scraped. */
public final class RevocationMetrics {
  private final Meters meters;

  public RevocationMetrics(Meters meters) {
    this.meters = Objects.requireNonNull(meters, "meters");
  }

  /** Makes the gauges of one issuer's lists: of home's, and of every other region's. */
  public void watch(Issuer issuer) {
    Optional<Revocations> revocations = issuer.grants().revocations();
    meters.gauge(
        "vouchsafe.caller.revocation.age.seconds",
        "since the list of revoked grants was read, or since the start; NaN where grants cannot be revoked",
        () -> revocations.map(it -> Seconds.of(it.home().age())).orElse(Double.NaN),
        "issuer",
        issuer.name());
    meters.gauge(
        "vouchsafe.caller.revocation.age.limit.seconds",
        "the oldest list of revoked grants by which grants are accepted; NaN where grants cannot be revoked",
        () -> revocations.map(it -> Seconds.of(it.home().bound())).orElse(Double.NaN),
        "issuer",
        issuer.name());
    meters.gauge(
        "vouchsafe.caller.revocation.entries",
        "entries in the list of revoked grants",
        () -> revocations.map(it -> it.home().size()).orElse(0),
        "issuer",
        issuer.name());
    revocations.stream()
        .flatMap(lists -> lists.others().stream())
        .forEach(list -> watch(issuer, list));
  }

  private void watch(Issuer issuer, RegionRevocations list) {
    meters.gauge(
        "vouchsafe.region.revocations.age.seconds",
        "since another region's list of revoked grants was read, or since the start",
        () -> Seconds.of(list.age()),
        "issuer",
        issuer.name(),
        "region",
        list.region().name());
  }
}
