package io.vouchsafe.agent.exec;

import io.vouchsafe.agent.file.TokenFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An app of Microsoft Entra ID with a federated credential (azure-identity's
 * WorkloadIdentityCredential). The SDK keeps what it read for ten minutes, so the token is good for
 * an hour.
 */
public record AzurePart(String client, String tenant, String audience) implements Wiring.Part {
  /** What a federated credential has for its audience, unless somebody chose another. */
  public static final String USUAL_AUDIENCE = "api://AzureADTokenExchange";

  private static final Duration TTL = Duration.ofHours(1);

  /** Which DefaultAzureCredential would take before a token. */
  private static final Set<String> STATIC =
      Set.of("AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_PASSWORD");

  public AzurePart {
    Objects.requireNonNull(client, "client");
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(audience, "audience");
  }

  @Override
  public Wiring in(Path folder) {
    Path file = folder.resolve("azure-token");
    return new Wiring(
        List.of(TokenFile.of(file, audience, Optional.of(TTL))),
        Map.of(),
        Map.of(
            "AZURE_FEDERATED_TOKEN_FILE", file.toString(),
            "AZURE_CLIENT_ID", client,
            "AZURE_TENANT_ID", tenant),
        STATIC);
  }
}
