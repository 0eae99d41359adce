package io.vouchsafe.transit;

import io.vouchsafe.key.SigningAlgorithm;
import java.util.List;
import java.util.Optional;

/**
 * A signing algorithm in Transit's words (Vault API, "Create key" and "Sign data").
 *
 * @param keyTypes the {@code type} that a key may have, any of them
 * @param hash the {@code hash_algorithm}
 * @param signature the {@code signature_algorithm}; empty if the key type decides it
 */
public record TransitAlgorithm(List<String> keyTypes, String hash, Optional<String> signature) {
  private static final TransitAlgorithm RS256 =
      new TransitAlgorithm(
          List.of("rsa-2048", "rsa-3072", "rsa-4096"), "sha2-256", Optional.of("pkcs1v15"));
  private static final TransitAlgorithm ES256 =
      new TransitAlgorithm(List.of("ecdsa-p256"), "sha2-256", Optional.empty());

  public TransitAlgorithm {
    keyTypes = List.copyOf(keyTypes);
  }

  public static TransitAlgorithm of(SigningAlgorithm algorithm) {
    return switch (algorithm) {
      case RS256 -> RS256;
      case ES256 -> ES256;
    };
  }
}
