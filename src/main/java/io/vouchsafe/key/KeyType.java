package io.vouchsafe.key;

/**
 * The types of asymmetric keys that sign. The constants bear their names as the JCA's key factories
 * and a JWK's {@code kty} (RFC 7518, 6.1) have them.
 */
public enum KeyType {
  RSA,
  EC
}
