package io.vouchsafe.agent.exec;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.file.TokenFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A provider of Google Cloud's workload identity federation, by a credential configuration with a
 * file (AIP-4117; google-auth's external_account). The clients read the file at each exchange.
 *
 * @param audience the provider, such as {@code //iam.googleapis.com/projects/1/locations/global/..}
 * @param tokenAudience what the token is for, where the provider has allowed audiences of its own
 * @param serviceAccount the e-mail address of a service account to impersonate
 * @param tokenUrl Google's STS
 */
public record GooglePart(
    String audience, String tokenAudience, Optional<String> serviceAccount, String tokenUrl)
    implements Wiring.Part {
  /** Google's Security Token Service. */
  public static final String USUAL_TOKEN_URL = "https://sts.googleapis.com/v1/token";

  private static final String IMPERSONATION =
      "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/%s:generateAccessToken";

  public GooglePart {
    Objects.requireNonNull(audience, "audience");
    Objects.requireNonNull(tokenAudience, "tokenAudience");
    Objects.requireNonNull(tokenUrl, "tokenUrl");
  }

  @Override
  public Wiring in(Path folder) {
    Path token = folder.resolve("google-token");
    Path configuration = folder.resolve("google-credentials.json");
    return new Wiring(
        List.of(TokenFile.of(token, tokenAudience, Optional.empty())),
        Map.of(configuration, configuration(token).toPrettyString()),
        Map.of("GOOGLE_APPLICATION_CREDENTIALS", configuration.toString()),
        Set.of());
  }

  private ObjectNode configuration(Path token) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", "external_account");
    json.put("audience", audience);
    json.put("subject_token_type", "urn:ietf:params:oauth:token-type:jwt");
    json.put("token_url", tokenUrl);
    serviceAccount.ifPresent(
        email -> json.put("service_account_impersonation_url", IMPERSONATION.formatted(email)));
    ObjectNode source = json.putObject("credential_source");
    source.put("file", token.toString());
    source.putObject("format").put("type", "text");
    return json;
  }
}
