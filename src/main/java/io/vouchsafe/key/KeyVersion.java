package io.vouchsafe.key;

import java.security.PublicKey;
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
  /** No Transit key can be older: the engine did not exist. */
  private static final Instant EARLIEST = Instant.parse("2015-01-01T00:00:00Z");

  /** Far enough from the last instant that can be written to reckon with. */
  private static final Instant LATEST = Instant.parse("9000-01-01T00:00:00Z");

  public KeyVersion {
    if (number < 1) {
      throw new IllegalArgumentException("a key version is at least 1, not " + number);
    }
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(publicKey, "publicKey");
    Objects.requireNonNull(kid, "kid");
  }

  /**
   * Whether both are the same version: of one thumbprint, so that no public key has to keep the
   * encoding by which the JDK compares it.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof KeyVersion version
        && number == version.number
        && createdAt.equals(version.createdAt)
        && kid.equals(version.kid);
  }

  @Override
  public int hashCode() {
    return Objects.hash(number, createdAt, kid);
  }

  /** Whether a version can have been created then: after Transit was, and before the year 9000. */
  public static boolean maybeCreated(Instant at) {
    return !at.isBefore(EARLIEST) && at.isBefore(LATEST);
  }

  /**
   * A version of a key for {@code algorithm}.
   *
   * @throws IllegalArgumentException if the public key does not {@linkplain SigningAlgorithm#fits
   *     fit} the algorithm
   */
  public static KeyVersion of(
      int number, Instant createdAt, PublicKey publicKey, SigningAlgorithm algorithm) {
    if (!algorithm.fits(publicKey)) {
      throw new IllegalArgumentException(
          "the public key of version " + number + " is not one for " + algorithm);
    }
    return new KeyVersion(number, createdAt, publicKey, PublicJwk.thumbprint(publicKey, algorithm));
  }
}
