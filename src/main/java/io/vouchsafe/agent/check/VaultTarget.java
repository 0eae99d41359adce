package io.vouchsafe.agent.check;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.Urls;
import io.vouchsafe.agent.client.Web;
import io.vouchsafe.agent.jwt.Jwt;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;

/**
 * A role of the jwt auth method of Vault or OpenBao (API: {@code POST auth/:mount/login}). The
 * Vault token of a login is revoked at once.
 */
public record VaultTarget(
    Web web, URI address, Optional<String> namespace, String mount, String role, String audience)
    implements Target {
  /** {@code clock_skew_leeway} where the role does not say. */
  private static final Duration LEEWAY = Duration.ofMinutes(1);

  /** Vault says it of a mount that is not there too, lest strangers learn which are. */
  private static final int FORBIDDEN = 403;

  @Override
  public String act() {
    return "log in with this role";
  }

  @Override
  public Duration leeway() {
    return LEEWAY;
  }

  @Override
  public Answer show(Jwt token) throws Fault {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("role", role).put("jwt", token.compact());
    Web.Answer answer = Forms.json(web, request("/v1/auth/" + mount + "/login"), body);
    if (answer.status() != 200) {
      Answer refusal = Forms.refusal("Vault", answer);
      return answer.status() == FORBIDDEN
          ? Answer.refused(
              "%s; perhaps there is no mount %s (--mount), or no role %s (--role)"
                  .formatted(refusal.words(), mount, role))
          : refusal;
    }
    Optional<String> login =
        answer
            .json()
            .filter(json -> json.path("auth") instanceof ObjectNode)
            .flatMap(json -> Jwt.text((ObjectNode) json.get("auth"), "client_token"));
    if (login.isPresent()) {
      Forms.json(
          web,
          request("/v1/auth/token/revoke-self").header("X-Vault-Token", login.get()),
          JsonNodeFactory.instance.objectNode());
    }
    return Answer.taken("");
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(Urls.below(address, path)).header("X-Vault-Request", "true");
    namespace.ifPresent(name -> request.header("X-Vault-Namespace", name));
    return request;
  }
}
