import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The demo broker: known to OpenBao as an entity, and to the service by OpenBao's identity tokens.
 */
final class Broker {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** An identity token of OpenBao that says who the broker is. */
  static String proof() {
    var role = "auth/approle/role/demo-broker";
    var login =
        Http.post(
            System.getenv("BAO_ADDR") + "/v1/auth/approle/login",
            Map.of(
                "role_id", Http.vault("GET", role + "/role-id", null).text("data", "role_id"),
                "secret_id",
                    Http.vault("POST", role + "/secret-id", Map.of()).text("data", "secret_id")));
    return Http.get(
            System.getenv("BAO_ADDR") + "/v1/identity/oidc/token/vouchsafe",
            "X-Vault-Token",
            login.text("auth", "client_token"))
        .text("data", "token");
  }

  /**
   * The service's answer to the broker's asking for a grant; times in seconds. A 503 asks to come
   * again, as it does while a slow machine starts.
   */
  static Http.Answer grant(
      String proof, Map<String, ?> workload, List<String> audiences, long maxTtl, long expiresIn) {
    var until = Instant.now().plus(PATIENCE);
    while (true) {
      var answer =
          Http.post(
              System.getenv("VOUCHSAFE_URL") + "/grants",
              Map.of(
                  "workload", workload,
                  "audiences", audiences,
                  "max_ttl", maxTtl,
                  "expires_in", expiresIn),
              "Authorization",
              "Bearer " + proof);
      if (answer.status() != 503 || until.isBefore(Instant.now())) {
        return answer;
      }
      try {
        Thread.sleep(Duration.ofSeconds(1));
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
