package io.vouchsafe.ops;

import io.smallrye.health.api.HealthGroup;
import io.vouchsafe.app.Service;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.vault.LastAttempt;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Whether tokens can be signed now: a health group of its own, since the JWKS is served all the
 * same.
 */
@HealthGroup("signing")
class SigningHealth implements HealthCheck {
  private static final String FAILING = "failing since %s: %s";

  @Inject Service service;

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("signing");
    boolean up = told(answer, "login", service.logins());
    boolean signed = true;
    for (Issuer issuer : service.issuers()) {
      for (KeyRole role : issuer.keys().roles()) {
        signed &= told(answer, issuer, role);
      }
    }
    if (!signed) {
      told(answer, "signature", service.signatures());
    }
    return answer.status(up && signed).build();
  }

  private static boolean told(HealthCheckResponseBuilder answer, String what, LastAttempt attempt) {
    attempt
        .trouble()
        .ifPresent(
            trouble -> answer.withData(what, FAILING.formatted(trouble.since(), trouble.reason())));
    return attempt.trouble().isEmpty();
  }

  private boolean told(HealthCheckResponseBuilder answer, Issuer issuer, KeyRole role) {
    String what = issuer.name() + ": " + role;
    return switch (issuer.keys().signing(role)) {
      case SigningChoice.Ready(var key, var version) -> {
        boolean readable = issuer.keys().faults().stream().noneMatch(fault -> fault.role() == role);
        var trouble = service.troubles().of(key.name(), readable);
        String signs = "version %d kid %s".formatted(version.number(), version.kid());
        answer.withData(
            what,
            trouble
                .map(met -> key.name() + " " + FAILING.formatted(met.since(), met.reason()))
                .orElse(signs));
        yield trouble.isEmpty();
      }
      case SigningChoice.NotBefore(var instant) -> {
        answer.withData(what, "signs from " + instant);
        yield true;
      }
      case SigningChoice.Unavailable(String reason) -> {
        answer.withData(what, reason);
        yield false;
      }
    };
  }
}
