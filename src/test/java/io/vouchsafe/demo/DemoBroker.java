package io.vouchsafe.demo;

import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.IdentityProvider;
import io.vouchsafe.testing.IssuerSettings;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.VaultApi;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The demo broker: known to OpenBao as an entity, and to the service by OpenBao's identity tokens.
 *
 * @param identities OpenBao in the role of the platform's identity provider
 */
record DemoBroker(IdentityProvider identities) {
  private static final String ENTITY = "demo-broker";
  private static final String AUDIENCE = "vouchsafe-demo";
  private static final List<String> ATTRIBUTES =
      List.of("org", "app", "deployment", "environment", "region");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  static DemoBroker of(VaultApi vault) {
    return new DemoBroker(new IdentityProvider(vault));
  }

  /** Lets this broker vouch for whatever it says at the issuer. */
  void trustedBy(IssuerSettings issuer) {
    issuer
        .trusts("openbao", identities.issuer(), AUDIENCE)
        .broker("demo", "openbao", identities.token(ENTITY, AUDIENCE).entityId(), "*", ATTRIBUTES);
  }

  /** An identity token of OpenBao that says who the broker is. */
  String proof() {
    return identities.token(ENTITY, AUDIENCE).jwt();
  }

  /**
   * The service's answer to the broker's asking for a grant; times in seconds. A 503 asks to come
   * again, as it does while a slow machine starts.
   */
  static Answer grant(
      String url,
      String proof,
      Map<String, ?> workload,
      List<String> audiences,
      long maxTtl,
      long expiresIn) {
    Map<String, ?> request =
        Map.of(
            "workload", workload,
            "audiences", audiences,
            "max_ttl", maxTtl,
            "expires_in", expiresIn);
    Instant until = Instant.now().plus(PATIENCE);
    while (true) {
      Answer answer = Http.post(url + "/grants", request, "Authorization", "Bearer " + proof);
      if (answer.status() != 503 || until.isBefore(Instant.now())) {
        return answer;
      }
      Processes.pause(Duration.ofSeconds(1));
    }
  }
}
