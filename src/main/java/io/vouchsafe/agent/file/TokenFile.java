package io.vouchsafe.agent.file;

import io.vouchsafe.agent.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A file that is to hold a good token.
 *
 * <p>Azure's SDKs keep what they read for ten minutes (azure-identity, {@code
 * WorkloadIdentityCredential}), so a token of a file for Azure must be good for ten minutes when it
 * is replaced: at 80 % of 50 minutes.
 *
 * @param path absolute
 * @param audience whom its token is for; without it, the issuer's default audience
 * @param ttl how long its tokens are to be good; without it, an hour for Azure, else as long as the
 *     issuer says
 */
public record TokenFile(
    Path path, Optional<String> audience, Optional<Duration> ttl, FileMode mode) {
  /** Of Azure's clouds: public, of the United States' government, of China. */
  private static final Set<String> AZURE =
      Set.of(
          "api://AzureADTokenExchange",
          "api://AzureADTokenExchangeUSGov",
          "api://AzureADTokenExchangeChina");

  private static final Duration SHORTEST_FOR_AZURE = Duration.ofMinutes(50);
  private static final Duration USUAL_FOR_AZURE = Duration.ofHours(1);

  public TokenFile {
    path = path.toAbsolutePath().normalize();
    Objects.requireNonNull(mode, "mode");
    if (ttl.isEmpty() && isForAzure(audience)) {
      ttl = Optional.of(USUAL_FOR_AZURE);
    }
  }

  /** A file that its owner alone can read. */
  public static TokenFile of(Path path, String audience, Optional<Duration> ttl) {
    return new TokenFile(path, Optional.of(audience), ttl, FileMode.OWNER);
  }

  private static boolean isForAzure(Optional<String> audience) {
    return audience.filter(AZURE::contains).isPresent();
  }

  /**
   * Checks what whoever reads the file needs.
   *
   * @throws Fault if its tokens end too soon
   */
  public TokenFile checked() throws Fault {
    if (isForAzure(audience)
        && ttl.filter(time -> time.compareTo(SHORTEST_FOR_AZURE) < 0).isPresent()) {
      throw Fault.misused(
          "the ttl of %s is less than 50m: Azure's SDKs keep a file's token for ten minutes"
              .formatted(path));
    }
    return this;
  }
}
