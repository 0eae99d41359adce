package io.vouchsafe.ops.metrics;

import io.vouchsafe.caller.Revocations;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.OrganisationProgress;
import io.vouchsafe.issuer.Organisations;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.SigningChoice;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The organisations of a template as gauges, all of them together: no label names one. Each is read
 * from memory when it is scraped.
 */
public final class OrganisationMetrics {
  private final Meters meters;
  private final InstantSource clock;

  public OrganisationMetrics(Meters meters, InstantSource clock) {
    this.meters = Objects.requireNonNull(meters, "meters");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** Makes the gauges of one template's organisations. */
  public void watch(Organisations organisations) {
    String[] labels = {"issuer", organisations.template().name()};
    meters.gauge(
        "vouchsafe.organisations.known",
        "organisations whose keys are there",
        organisations::known,
        labels);
    meters.gauge(
        "vouchsafe.organisations.used",
        "organisations that somebody asked for within max-published-age",
        () -> organisations.inUse().size(),
        labels);
    meters.gauge(
        "vouchsafe.organisations.failing",
        "organisations in use one of whose keys signs nothing",
        () -> organisations.served().filter(it -> fails(it.issuer())).count(),
        labels);
    meters.gauge(
        "vouchsafe.organisations.age.seconds",
        "since the organisations were listed; NaN before the first list",
        () -> organisations.age().map(OrganisationMetrics::seconds).orElse(Double.NaN),
        labels);
    meters.gauge(
        "vouchsafe.ring.age.seconds",
        "age of the published key whose reading is oldest; NaN while there is none",
        () ->
            organisations
                .served()
                .flatMap(it -> it.issuer().keys().publishedAge().stream())
                .mapToDouble(OrganisationMetrics::seconds)
                .max()
                .orElse(Double.NaN),
        labels);
    for (KeyRole role : organisations.policies().keySet()) {
      overdue(organisations, role);
    }
  }

  private void overdue(Organisations organisations, KeyRole role) {
    meters.gauge(
        "vouchsafe.rotation.overdue",
        "1 if rotation is due for longer than a tenth of rotate-every",
        () -> organisations.served().anyMatch(it -> overdue(it.issuer(), role)) ? 1 : 0,
        "issuer",
        organisations.template().name(),
        "role",
        role.name());
  }

  private boolean overdue(Issuer issuer, KeyRole role) {
    return issuer
        .keys()
        .life(role)
        .filter(life -> life.rotationOverdue(clock.instant()))
        .isPresent();
  }

  /**
   * Makes the gauges of an instance that signs.
   *
   * @param signs whether a token could be signed now with a key in this role
   */
  public void watchSigning(Organisations organisations, Predicate<KeyRole> signs) {
    for (KeyRole role : organisations.policies().keySet()) {
      meters.gauge(
          "vouchsafe.signing.ready",
          "0 while no token could be signed",
          () -> signs.test(role) ? 1 : 0,
          "issuer",
          organisations.template().name(),
          "role",
          role.name());
    }
    String[] labels = {"issuer", organisations.template().name()};
    meters.gauge(
        "vouchsafe.caller.revocation.age.seconds",
        "since the list of revoked grants was read, or since the start; NaN where grants cannot be revoked",
        () ->
            revocations(organisations)
                .mapToDouble(it -> seconds(it.home().age()))
                .max()
                .orElse(Double.NaN),
        labels);
    meters.gauge(
        "vouchsafe.caller.revocation.entries",
        "entries in the list of revoked grants",
        () -> revocations(organisations).mapToInt(it -> it.home().size()).sum(),
        labels);
  }

  /**
   * Makes the gauges of how far the rotation of a template's organisations is.
   *
   * @param progress empty where this instance does not rotate
   */
  public void watchRotation(String template, Supplier<Optional<OrganisationProgress>> progress) {
    String[] labels = {"issuer", template};
    meters.gauge(
        "vouchsafe.rotation.organisations.checked",
        "organisations that this pass of the rotation has checked; NaN where none is done here",
        () -> progress.get().map(it -> (double) it.checked()).orElse(Double.NaN),
        labels);
    meters.gauge(
        "vouchsafe.rotation.organisations.failed",
        "of those, the ones for which not all that was due could be done",
        () -> progress.get().map(it -> (double) it.failed()).orElse(Double.NaN),
        labels);
    meters.gauge(
        "vouchsafe.rotation.organisations.age.seconds",
        "since a whole pass of the rotation ended; NaN before the first",
        () ->
            progress
                .get()
                .flatMap(OrganisationProgress::passEnded)
                .map(at -> seconds(Duration.between(at, clock.instant())))
                .orElse(Double.NaN),
        labels);
  }

  private static Stream<Revocations> revocations(Organisations organisations) {
    return organisations.served().flatMap(it -> it.issuer().grants().revocations().stream());
  }

  private static boolean fails(Issuer issuer) {
    return issuer.keys().roles().stream()
        .anyMatch(role -> issuer.keys().signing(role) instanceof SigningChoice.Unavailable);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
