package io.vouchsafe.signing;

import io.vouchsafe.base.StrictJson;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.testing.Jwts;
import io.vouchsafe.vault.VaultFailure;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads any answer as the signatures of two digests, by an EC and by an RSA key. */
public final class SignaturesFuzz {
  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
  private static final List<SigningCall.Target> KEYS =
      List.of(target(SigningAlgorithm.ES256, Jwts.P256), target(SigningAlgorithm.RS256, Jwts.RSA));

  private static final List<SigningCall.Item> ITEMS =
      List.of(new SigningCall.Item("c-0", new byte[0]), new SigningCall.Item("c-1", new byte[0]));

  private SignaturesFuzz() {}

  private static SigningCall.Target target(SigningAlgorithm algorithm, KeyPair pair) {
    return new SigningCall.Target(
        "vouchsafe-key", KeyVersion.of(3, CREATED, pair.getPublic(), algorithm), algorithm);
  }

  /** Whatever else than a VaultFailure is thrown is a fault. */
  public static void fuzzerTestOneInput(byte[] input) {
    for (SigningCall.Target key : KEYS) {
      try {
        List<Optional<byte[]>> signatures =
            SigningCall.signatures(
                key, ITEMS, StrictJson.VAULT.object(input).path("data").path("batch_results"));
        if (signatures.size() != 2) {
          throw new IllegalStateException("not a signature for each digest");
        }
      } catch (StrictJson.Fault | VaultFailure refused) {
        continue;
      }
    }
  }
}
