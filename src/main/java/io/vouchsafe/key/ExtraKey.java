package io.vouchsafe.key;

import java.security.PublicKey;
import java.time.Instant;

/**
 * A public key that is published and never signs, such as one of a Vault that is no longer used.
 */
public record ExtraKey(SigningAlgorithm algorithm, PublicKey publicKey) {
  /**
   * @throws IllegalArgumentException if the public key does not fit the algorithm
   */
  public ExtraKey {
    KeyVersion.of(1, Instant.EPOCH, publicKey, algorithm);
  }

  /** Its RFC 7638 thumbprint. */
  public Kid kid() {
    return PublicJwk.thumbprint(publicKey, algorithm);
  }

  String json() {
    return PublicJwk.json(publicKey, kid(), algorithm);
  }

  String json(String use) {
    return PublicJwk.json(publicKey, kid(), algorithm, use);
  }
}
