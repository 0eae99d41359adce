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

  private PublicJwk() {}

  /**
   * @throws IllegalArgumentException if the key is not of the algorithm's type
   */
  static Kid thumbprint(PublicKey key, SigningAlgorithm algorithm) {
    String canonical =
        switch (key) {
          case RSAPublicKey rsa ->
              "{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}".formatted(e(rsa), n(rsa));
          case ECPublicKey ec -> {
            SigningAlgorithm.Curve curve = curve(ec, algorithm);
            yield "{\"crv\":\"%s\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}"
                .formatted(curve.name(), x(ec, curve), y(ec, curve));
          }
          default -> throw unsupported(key, algorithm);
        };
    return new Kid(BASE64URL.encodeToString(Sha256.of(canonical)));
  }

  /** Members {@code kty use alg kid} and {@code n e} or {@code crv x y}, and no other. */
  static String json(PublicKey key, Kid kid, SigningAlgorithm algorithm) {
    return json(key, kid, algorithm, "sig");
  }

  /** The same with another value of {@code use} (RFC 7517, 4.2). */
  static String json(PublicKey key, Kid kid, SigningAlgorithm algorithm, String use) {
    String common = "\"use\":\"%s\",\"alg\":\"%s\",\"kid\":\"%s\"".formatted(use, algorithm, kid);
    return switch (key) {
      case RSAPublicKey rsa ->
          "{\"kty\":\"RSA\",%s,\"n\":\"%s\",\"e\":\"%s\"}".formatted(common, n(rsa), e(rsa));
      case ECPublicKey ec -> {
        SigningAlgorithm.Curve curve = curve(ec, algorithm);
        yield "{\"kty\":\"EC\",%s,\"crv\":\"%s\",\"x\":\"%s\",\"y\":\"%s\"}"
            .formatted(common, curve.name(), x(ec, curve), y(ec, curve));
      }
      default -> throw unsupported(key, algorithm);
    };
  }

  private static SigningAlgorithm.Curve curve(ECPublicKey key, SigningAlgorithm algorithm) {
    return algorithm.curve().orElseThrow(() -> unsupported(key, algorithm));
  }

  private static String n(RSAPublicKey key) {
    return BASE64URL.encodeToString(withoutSign(key.getModulus()));
  }

  private static String e(RSAPublicKey key) {
    return BASE64URL.encodeToString(withoutSign(key.getPublicExponent()));
  }

  private static String x(ECPublicKey key, SigningAlgorithm.Curve curve) {
    return BASE64URL.encodeToString(coordinate(key.getW().getAffineX(), curve));
  }

  private static String y(ECPublicKey key, SigningAlgorithm.Curve curve) {
    return BASE64URL.encodeToString(coordinate(key.getW().getAffineY(), curve));
  }

  private static byte[] withoutSign(BigInteger value) {
    byte[] bytes = value.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static byte[] coordinate(BigInteger value, SigningAlgorithm.Curve curve) {
    byte[] bytes = withoutSign(value);
    byte[] padded = new byte[curve.coordinateOctets()];
    System.arraycopy(bytes, 0, padded, padded.length - bytes.length, bytes.length);
    return padded;
  }

  private static IllegalArgumentException unsupported(PublicKey key, SigningAlgorithm algorithm) {
    return new IllegalArgumentException(
        "a key of type %s is not one for %s".formatted(key.getAlgorithm(), algorithm));
  }
}
