package io.vouchsafe.ops;

import io.smallrye.health.api.HealthGroup;
import io.vouchsafe.base.Trouble;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.SigningChoice;
import jakarta.inject.Inject;
import java.util.Optional;
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

  @Inject Issuers issuers;
  @Inject LastCalls lastCalls;
  @Inject SigningTroubles troubles;

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("signing");
    boolean up = reported(answer, "login", lastCalls.login().get());
    boolean signed = true;
    for (Issuer issuer : issuers) {
      for (KeyRole role : issuer.keys().roles()) {
        signed &= reported(answer, issuer, role);
      }
    }
    if (!signed) {
      reported(answer, "signature", lastCalls.signature().get());
    }
    return answer.status(up && signed).build();
  }

  /** Adds what is wrong to {@code answer}; true if nothing is. */
  private static boolean reported(
      HealthCheckResponseBuilder answer, String what, Optional<Trouble.Row<String>> trouble) {
    trouble.ifPresent(row -> answer.withData(what, FAILING.formatted(row.since(), row.reason())));
    return trouble.isEmpty();
  }

  /** Adds what signs with the key, or why nothing does; false if nothing does. */
  private boolean reported(HealthCheckResponseBuilder answer, Issuer issuer, KeyRole role) {
    String what = issuer.name() + ": " + role;
    return switch (issuer.keys().signing(role)) {
      case SigningChoice.Ready(var key, var version) -> {
        boolean readable = issuer.keys().faults().stream().noneMatch(fault -> fault.role() == role);
        var trouble = troubles.of(key.name(), readable);
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
