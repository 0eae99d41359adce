package io.vouchsafe.ops.health;

import io.smallrye.health.api.HealthGroup;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.issuer.Organisations;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.ops.KeyRemedy;
import io.vouchsafe.ops.health.SigningState.Status;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * Whether tokens can be had now, for a grant too: a health group of its own, since the JWKS is
 * served all the same.
 */
@HealthGroup("signing")
class SigningHealth implements HealthCheck {
  @Inject Issuers issuers;
  @Inject SigningState state;
  @Inject VaultWarnings warnings;
  @Inject NodesAway nodes;

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("signing");
    warnings.addTo(answer);
    nodes.addTo(answer);
    Optional<Status.Fails> login = state.login();
    login.ifPresent(fails -> answer.withData("login", words(fails)));
    Optional<Status.Fails> audit = state.audit();
    audit.ifPresent(fails -> answer.withData("audit", words(fails)));
    Map<String, Status.Fails> grants = state.grants();
    grants.forEach((issuer, fails) -> answer.withData(issuer + ": revoked grants", words(fails)));
    boolean up = audit.isEmpty() && grants.isEmpty();
    for (SigningState.Row row : state.rows()) {
      String words = words(row.status(), row.issuer().name());
      answer.withData(
          row.issuer().name() + ": " + row.role(),
          row.status().signs() ? words + atHome(row) : row.keyName() + " " + words);
      up &= row.status().signs();
    }
    for (Organisations template : issuers.templates()) {
      Optional<Status.Fails> fault = state.fault(template);
      fault.ifPresent(fails -> answer.withData(template.template().name(), words(fails)));
      up &= fault.isEmpty();
    }
    return answer.status(up).build();
  }

  /** Why it is not home's Vault that signs; empty if it is. */
  private String atHome(SigningState.Row row) {
    Status home = state.atHome(row.issuer(), row.role());
    return row.status() instanceof Status.Signs(Region region, KeyVersion _) && !home.signs()
        ? " of region %s, since home %s".formatted(region, words(home, row.issuer().name()))
        : "";
  }

  private static String words(Status status, String issuer) {
    return switch (status) {
      case Status.Signs(Region _, KeyVersion version) ->
          "version %d kid %s".formatted(version.number(), version.kid());
      case Status.Waits(SigningChoice.NotBefore choice) ->
          "%s and signs from %s; %s"
              .formatted(choice.why(), choice.instant(), KeyRemedy.of(choice, issuer));
      case Status.Fails fails -> words(fails);
    };
  }

  private static String words(Status.Fails fails) {
    return "failing since %s: %s; %s".formatted(fails.since(), fails.cause(), fails.remedy());
  }
}
