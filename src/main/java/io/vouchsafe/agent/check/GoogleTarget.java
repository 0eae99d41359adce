package io.vouchsafe.agent.check;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.Web;
import io.vouchsafe.agent.jwt.Jwt;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A provider of a workload identity pool, by Google's token service (Google Cloud, Security Token
 * Service API: token), and a service account after it (IAM Service Account Credentials API:
 * generateAccessToken). The access tokens are thrown away.
 *
 * @param provider such as {@code //iam.googleapis.com/projects/1/locations/global/..}
 * @param audience of the tokens, which the provider allows
 */
public record GoogleTarget(
    Web web,
    URI tokenUrl,
    URI serviceAccounts,
    String provider,
    String audience,
    Optional<String> serviceAccount)
    implements Target {
  private static final String URN = "urn:ietf:params:oauth:";
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

  /** Google documents none; its libraries have 10 s, and some minutes are on the safe side. */
  private static final Duration LEEWAY = Duration.ofMinutes(5);

  @Override
  public String act() {
    return serviceAccount.map(email -> "act as " + email).orElse("act as this pool's principal");
  }

  @Override
  public Duration leeway() {
    return LEEWAY;
  }

  @Override
  public Answer show(Jwt token) throws Fault {
    Web.Answer answer =
        Forms.form(
            web,
            tokenUrl,
            Map.of(
                "grant_type",
                URN + "grant-type:token-exchange",
                "audience",
                provider,
                "scope",
                SCOPE,
                "requested_token_type",
                URN + "token-type:access_token",
                "subject_token",
                token.compact(),
                "subject_token_type",
                URN + "token-type:jwt"));
    if (answer.status() != 200) {
      return Forms.refusal("Google", answer);
    }
    Optional<String> access = answer.json().flatMap(json -> Jwt.text(json, "access_token"));
    return serviceAccount.isEmpty() || access.isEmpty()
        ? Answer.taken("")
        : impersonated(serviceAccount.get(), access.get());
  }

  private Answer impersonated(String email, String access) throws Fault {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("scope").add(SCOPE);
    Web.Answer answer =
        Forms.json(
            web,
            HttpRequest.newBuilder(
                    serviceAccounts.resolve(
                        "/v1/projects/-/serviceAccounts/%s:generateAccessToken".formatted(email)))
                .header("Authorization", "Bearer " + access),
            body);
    return answer.status() == 200
        ? Answer.taken("")
        : Forms.refusal("the service account " + email, answer);
  }
}
