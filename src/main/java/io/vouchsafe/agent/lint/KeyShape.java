package io.vouchsafe.agent.lint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.jwt.Jwks;
import io.vouchsafe.agent.jwt.Jwt;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.EllipticCurve;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The numbers of a key, as a JWK writes them (RFC 7518, 6). */
final class KeyShape {
  static final int SMALLEST = 2048;
  static final int LARGE = 4096;

  private static final Map<String, Integer> OCTETS = Map.of("P-256", 32, "P-384", 48, "P-521", 66);
  private static final Map<String, String> ALGORITHMS =
      Map.of("P-256", "ES256", "P-384", "ES384", "P-521", "ES512");
  private static final Set<String> KNOWN = Set.of("RSA", "EC");

  private KeyShape() {}

  private static boolean is(ObjectNode key, String kty) {
    return key.path("kty").asText().equals(kty);
  }

  /** What it says where its algorithm is not for a key of its type. */
  static Optional<String> otherAlgorithm(ObjectNode key) {
    return Jwt.text(key, "alg")
        .filter(
            alg ->
                (is(key, "RSA") && !alg.startsWith("RS") && !alg.startsWith("PS"))
                    || (is(key, "EC")
                        && !alg.equals(ALGORITHMS.get(key.path("crv").asText()))
                        && ALGORITHMS.containsKey(key.path("crv").asText())))
        .map(alg -> "is no key for its alg, " + alg);
  }

  static Optional<Integer> rsaBits(ObjectNode key) {
    return is(key, "RSA")
        ? octets(key, "n").map(octets -> new BigInteger(1, octets).bitLength())
        : Optional.empty();
  }

  /** What it says where no key can be made of it. */
  static Optional<String> broken(ObjectNode key) {
    String kty = key.path("kty").asText();
    if (kty.isEmpty()) {
      return Optional.of("has no kty");
    }
    if (!KNOWN.contains(kty) || (is(key, "EC") && !OCTETS.containsKey(key.path("crv").asText()))) {
      return Optional.empty();
    }
    try {
      return Jwks.publicKey(key) instanceof ECPublicKey ec && !isOnCurve(ec)
          ? Optional.of("is no point of its curve")
          : Optional.empty();
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.of("cannot be read");
    }
  }

  private static boolean isOnCurve(ECPublicKey key) {
    EllipticCurve curve = key.getParams().getCurve();
    BigInteger p = ((ECFieldFp) curve.getField()).getP();
    BigInteger x = key.getW().getAffineX();
    BigInteger y = key.getW().getAffineY();
    BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
    return y.pow(2).subtract(right).mod(p).signum() == 0;
  }

  /** What it says where a coordinate is shorter or longer than the curve's field. */
  static Optional<String> shortCoordinates(ObjectNode key) {
    Integer length = OCTETS.get(key.path("crv").asText());
    boolean fits =
        !is(key, "EC")
            || length == null
            || (octets(key, "x").filter(x -> x.length == length).isPresent()
                && octets(key, "y").filter(y -> y.length == length).isPresent());
    return fits
        ? Optional.empty()
        : Optional.of("has coordinates of another length than %d octets".formatted(length));
  }

  /** What it says where the modulus has an octet too many. */
  static Optional<String> paddedModulus(ObjectNode key) {
    return is(key, "RSA")
        ? octets(key, "n")
            .filter(n -> n.length > 0 && n[0] == 0)
            .map(n -> "has a modulus that begins with a zero octet")
        : Optional.empty();
  }

  private static Optional<byte[]> octets(ObjectNode key, String member) {
    try {
      return Jwt.text(key, member).map(Base64.getUrlDecoder()::decode);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
