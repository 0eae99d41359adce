package io.vouchsafe.token;

/** Signs prepared tokens: Vault does the mathematics. */
@FunctionalInterface
public interface Signer {
  /**
   * Blocks until the token is signed, at most until the handle's deadline.
   *
   * @return the JWS in compact serialization (RFC 7515, 7.1), signed under exactly the key version
   *     that the token pins
   * @throws Problem of kind UNAVAILABLE if no answer came in time, WRONG_ANSWER if it was not for
   *     this token
   */
  String sign(SigningHandle handle);
}
