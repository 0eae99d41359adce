package io.vouchsafe.agent.check;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.Web;
import io.vouchsafe.agent.jwt.Jwt;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * An app of Entra ID with a federated identity credential (Microsoft identity platform and the
 * OAuth 2.0 client credentials flow, third case). The access token is thrown away.
 *
 * @param tokenUrl of the tenant
 */
public record AzureTarget(Web web, URI tokenUrl, String client, String scope, String audience)
    implements Target {
  private static final String ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  /** Microsoft's own libraries bear five minutes. */
  private static final Duration LEEWAY = Duration.ofMinutes(5);

  @Override
  public String act() {
    return "act as this app";
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
                "grant_type", "client_credentials",
                "client_id", client,
                "scope", scope,
                "client_assertion_type", ASSERTION,
                "client_assertion", token.compact()));
    return answer.status() == 200 ? Answer.taken("") : Forms.refusal("Entra ID", answer);
  }
}
