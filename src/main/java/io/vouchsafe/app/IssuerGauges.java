package io.vouchsafe.app;

import io.vouchsafe.config.RotationConfig;
import io.vouchsafe.http.Entrance;
import io.vouchsafe.http.RequestEvents;
import io.vouchsafe.http.body.ProblemType;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.issuer.Organisations;
import io.vouchsafe.ops.health.SigningState;
import io.vouchsafe.ops.metrics.BuildMetrics;
import io.vouchsafe.ops.metrics.HttpMeters;
import io.vouchsafe.ops.metrics.KeyMetrics;
import io.vouchsafe.ops.metrics.Meters;
import io.vouchsafe.ops.metrics.OrganisationMetrics;
import io.vouchsafe.ops.metrics.RevocationMetrics;
import io.vouchsafe.ops.metrics.TrustedIssuerMetrics;
import io.vouchsafe.rotation.Rotator;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/** The meters of what an instance knows of its issuers, and of requests to them. */
@Singleton
class IssuerGauges {
  private final Meters meters;
  private final SigningState signing;
  private final HttpMeters requests;
  private final RotationConfig rotation;
  private final InstantSource clock;

  IssuerGauges(
      Meters meters,
      SigningState signing,
      HttpMeters requests,
      RotationConfig rotation,
      InstantSource clock) {
    this.meters = Objects.requireNonNull(meters, "meters");
    this.signing = Objects.requireNonNull(signing, "signing");
    this.requests = Objects.requireNonNull(requests, "requests");
    this.rotation = Objects.requireNonNull(rotation, "rotation");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** Makes them; an instance that serves nobody neither signs nor trusts an issuer. */
  void watch(Issuers issuers, Optional<Rotator> rotator, Entrance entrance) {
    entrance
        .goodAnswers()
        .forEach(
            (uri, byMethod) ->
                byMethod.forEach((method, status) -> requests.expect(method, uri, status)));
    requests.expect("GET", RequestEvents.NOT_FOUND, ProblemType.NOT_FOUND.status());
    KeyMetrics keys = new KeyMetrics(meters, clock);
    TrustedIssuerMetrics trusted = new TrustedIssuerMetrics(meters, clock);
    RevocationMetrics revocations = new RevocationMetrics(meters);
    OrganisationMetrics organisations = new OrganisationMetrics(meters, clock);
    for (Organisations template : issuers.templates()) {
      organisations.watch(template);
      organisations.watchRotation(
          template.template().name(),
          () -> RotationParts.progress(rotator, template.template().name()));
      if (rotation.mode().serves()) {
        organisations.watchSigning(template, role -> signing.signs(template, role));
        trusted.watch(template.shape());
      }
    }
    for (Issuer issuer : issuers) {
      keys.watch(issuer);
      if (rotation.mode().serves()) {
        keys.watchSigning(issuer, role -> signing.of(issuer, role).signs());
        trusted.watch(issuer);
        revocations.watch(issuer);
      }
    }
  }

  /** Shows all meters, that of the build as the last: whoever scrapes it has every other one. */
  void show() {
    meters.show();
    Build build = Build.current();
    BuildMetrics.watch(build.version(), build.commit(), build.runtime(), meters);
  }
}
