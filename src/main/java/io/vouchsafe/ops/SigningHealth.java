package io.vouchsafe.ops;

import io.smallrye.health.api.HealthGroup;
import io.vouchsafe.http.Issuer;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.transit.LastAttempt;
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
  @Inject Service service;

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("signing");
    boolean up =
        told(answer, "login", service.logins()) & told(answer, "signature", service.signatures());
    for (Issuer issuer : service.issuers()) {
      for (KeyRole role : issuer.keys().roles()) {
        up &= told(answer, issuer.name() + ": " + role, issuer.keys().signing(role));
      }
    }
    return answer.status(up).build();
  }

  private static boolean told(HealthCheckResponseBuilder answer, String what, LastAttempt attempt) {
    attempt
        .trouble()
        .ifPresent(
            trouble ->
                answer.withData(
                    what, "failing since %s: %s".formatted(trouble.since(), trouble.reason())));
    return attempt.trouble().isEmpty();
  }

  private static boolean told(HealthCheckResponseBuilder answer, String key, SigningChoice choice) {
    return switch (choice) {
      case SigningChoice.Ready(var signingKey, var version) -> {
        answer.withData(key, "version %d kid %s".formatted(version.number(), version.kid()));
        yield true;
      }
      case SigningChoice.NotBefore(var instant) -> {
        answer.withData(key, "signs from " + instant);
        yield true;
      }
      case SigningChoice.Unavailable(String reason) -> {
        answer.withData(key, reason);
        yield false;
      }
    };
  }
}
