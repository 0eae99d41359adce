package io.vouchsafe.signing;

/** Signs SHA-256 digests under a key version. */
@FunctionalInterface
interface DigestSigner {
  /**
   * Blocks until the digest is signed, at most until the deadline of the key's handle.
   *
   * @param digest 32 octets
   * @return the signature as the JCA wants it: PKCS #1 v1.5 (RFC 8017, 8.2) or, for ECDSA, DER
   * @throws io.vouchsafe.token.Problem of kind UNAVAILABLE or WRONG_ANSWER
   */
  byte[] sign(TransitPrivateKey key, byte[] digest);
}
