package io.vouchsafe.key;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Objects;

/**
 * One version of a Transit key.
 *
 * @param number 1 for the first, as Vault counts
 * @param createdAt Vault's {@code creation_time}
 * @param kid the thumbprint of {@code publicKey}
 */
public record KeyVersion(int number, Instant createdAt, PublicKey publicKey, Kid kid) {
  private static final int MIN_RSA_BITS = 2048;

  /** The order of P-256's base point (FIPS 186-5); no other curve of its size has it. */
  private static final BigInteger P256_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  public KeyVersion {
    if (number < 1) {
      throw new IllegalArgumentException("a key version is at least 1, not " + number);
    }
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(publicKey, "publicKey");
    Objects.requireNonNull(kid, "kid");
  }

  /**
   * A version of a key for {@code algorithm}.
   *
   * @throws IllegalArgumentException if the public key does not fit: RS256 wants RSA of at least
   *     2048 bits (RFC 7518, 3.3), ES256 a key on P-256 (RFC 7518, 3.4)
   */
  public static KeyVersion of(
      int number, Instant createdAt, PublicKey publicKey, SigningAlgorithm algorithm) {
    boolean fits =
        switch (algorithm) {
          case RS256 ->
              publicKey instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= MIN_RSA_BITS;
          case ES256 ->
              publicKey instanceof ECPublicKey ec && ec.getParams().getOrder().equals(P256_ORDER);
        };
    if (!fits) {
      throw new IllegalArgumentException(
          "the public key of version " + number + " is not one for " + algorithm);
    }
    return new KeyVersion(number, createdAt, publicKey, PublicJwk.thumbprint(publicKey));
  }
}
