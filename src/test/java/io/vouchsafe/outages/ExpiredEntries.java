package io.vouchsafe.outages;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.VaultApi;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Puts entries that have expired into the lists of revoked grants, as those of the days before
 * stand in them: an entry stays for a day, and the cleaning that removes it has to be seen within
 * minutes.
 */
final class ExpiredEntries {
  private static final Duration AGO = Duration.ofMinutes(1);
  private static final int MOST = 100;

  private final VaultApi vault;
  private final List<String> prefixes;

  /**
   * @param prefixes of the issuers' keys
   */
  ExpiredEntries(VaultApi vault, List<String> prefixes) {
    this.vault = vault;
    this.prefixes = prefixes;
  }

  /** Adds one for each that is listed, a hundred of an issuer at most. */
  void add(Instant now) {
    String expired = Long.toString(now.minus(AGO).getEpochSecond());
    for (String prefix : prefixes) {
      String folder = Stage.REVOKED + "/" + prefix + "/";
      int added = 0;
      for (JsonNode name : vault.call("LIST", folder, null).data().path("keys")) {
        String living = name.asText();
        if (added++ < MOST) {
          vault.write(folder + expired + living.substring(living.indexOf('.')), Map.of("a", "b"));
        }
      }
    }
  }
}
