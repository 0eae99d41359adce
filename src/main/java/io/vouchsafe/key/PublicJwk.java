package io.vouchsafe.key;

import io.vouchsafe.base.Sha256;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;

/** A public key in the form of a JWK (RFC 7517), and its thumbprint (RFC 7638). */
final class PublicJwk {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final int P256_COORDINATE_OCTETS = 32;

  private PublicJwk() {}

  static Kid thumbprint(PublicKey key) {
    String canonical =
        switch (key) {
          case RSAPublicKey rsa ->
              "{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}".formatted(e(rsa), n(rsa));
          case ECPublicKey ec ->
              "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}"
                  .formatted(x(ec), y(ec));
          default -> throw unsupported(key);
        };
    return new Kid(BASE64URL.encodeToString(Sha256.of(canonical)));
  }

  /** Members {@code kty use alg kid} and {@code n e} or {@code crv x y}, and no other. */
  static String json(PublicKey key, Kid kid, SigningAlgorithm algorithm) {
    String common = "\"use\":\"sig\",\"alg\":\"%s\",\"kid\":\"%s\"".formatted(algorithm, kid);
    return switch (key) {
      case RSAPublicKey rsa ->
          "{\"kty\":\"RSA\",%s,\"n\":\"%s\",\"e\":\"%s\"}".formatted(common, n(rsa), e(rsa));
      case ECPublicKey ec ->
          "{\"kty\":\"EC\",%s,\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"}"
              .formatted(common, x(ec), y(ec));
      default -> throw unsupported(key);
    };
  }

  private static String n(RSAPublicKey key) {
    return BASE64URL.encodeToString(withoutSign(key.getModulus()));
  }

  private static String e(RSAPublicKey key) {
    return BASE64URL.encodeToString(withoutSign(key.getPublicExponent()));
  }

  private static String x(ECPublicKey key) {
    return BASE64URL.encodeToString(coordinate(key.getW().getAffineX()));
  }

  private static String y(ECPublicKey key) {
    return BASE64URL.encodeToString(coordinate(key.getW().getAffineY()));
  }

  private static byte[] withoutSign(BigInteger value) {
    byte[] bytes = value.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static byte[] coordinate(BigInteger value) {
    byte[] bytes = withoutSign(value);
    byte[] padded = new byte[P256_COORDINATE_OCTETS];
    System.arraycopy(bytes, 0, padded, padded.length - bytes.length, bytes.length);
    return padded;
  }

  private static IllegalArgumentException unsupported(PublicKey key) {
    return new IllegalArgumentException("neither an RSA nor a P-256 key: " + key.getAlgorithm());
  }
}
