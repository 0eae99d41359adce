package io.vouchsafe.agent.jwt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The keys of an issuer (RFC 7517) and the check of a signature with them (RFC 7515, 5.2). A key of
 * a kind that is not known here is left out.
 */
public record Jwks(List<ObjectNode> keys) {
  public Jwks {
    keys = List.copyOf(keys);
  }

  /** The keys of a document; none if it has no {@code keys}. */
  public static Jwks of(ObjectNode document) {
    List<ObjectNode> keys = new ArrayList<>();
    for (JsonNode key : document.path("keys")) {
      if (key instanceof ObjectNode object) {
        keys.add(object);
      }
    }
    return new Jwks(keys);
  }

  /** The key with this {@code kid}; empty if there is none, or more than one. */
  public Optional<ObjectNode> find(String kid) {
    List<ObjectNode> found =
        keys.stream().filter(key -> kid.equals(key.path("kid").asText(null))).toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /**
   * What is wrong with the signature of a token; empty if nothing is. The algorithm is that of the
   * token's header if the key's {@code alg}, where it has one, is the same (RFC 8725, 3.1).
   */
  public Optional<String> faultOfSignature(Jwt token) {
    Optional<String> kid = Jwt.text(token.header(), "kid");
    if (kid.isEmpty()) {
      return Optional.of("the token has no kid");
    }
    Optional<ObjectNode> key = find(kid.get());
    if (key.isEmpty()) {
      return Optional.of("the JWKS has no key with the kid %s of the token".formatted(kid.get()));
    }
    String alg = Jwt.text(token.header(), "alg").orElse("none");
    if (!alg.equals(key.get().path("alg").asText(alg))) {
      return Optional.of("the token's alg is %s and that of its key another".formatted(alg));
    }
    try {
      Signature signature = Algorithm.of(alg).signature();
      signature.initVerify(publicKey(key.get()));
      signature.update(token.signed());
      return signature.verify(token.signature())
          ? Optional.empty()
          : Optional.of("the signature does not fit the token");
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return Optional.of("the signature cannot be checked: " + e.getMessage());
    }
  }

  private enum Algorithm {
    RS256("SHA256withRSA"),
    RS384("SHA384withRSA"),
    RS512("SHA512withRSA"),
    ES256("SHA256withECDSAinP1363Format"),
    ES384("SHA384withECDSAinP1363Format"),
    ES512("SHA512withECDSAinP1363Format");

    private final String jca;

    Algorithm(String jca) {
      this.jca = jca;
    }

    static Algorithm of(String alg) {
      for (Algorithm algorithm : values()) {
        if (algorithm.name().equals(alg)) {
          return algorithm;
        }
      }
      throw new IllegalArgumentException("alg %s is not known here".formatted(alg));
    }

    Signature signature() throws GeneralSecurityException {
      return Signature.getInstance(jca);
    }
  }

  /**
   * The public key of a JWK (RFC 7518, 6.2 and 6.3).
   *
   * @throws GeneralSecurityException if it is none
   * @throws IllegalArgumentException if its type or curve is not known here
   */
  public static PublicKey publicKey(ObjectNode jwk) throws GeneralSecurityException {
    return switch (jwk.path("kty").asText()) {
      case "RSA" ->
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")));
      case "EC" -> {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec(curve(jwk.path("crv").asText())));
        yield KeyFactory.getInstance("EC")
            .generatePublic(
                new ECPublicKeySpec(
                    new ECPoint(number(jwk, "x"), number(jwk, "y")),
                    curve.getParameterSpec(ECParameterSpec.class)));
      }
      default -> throw new IllegalArgumentException("its kty is neither RSA nor EC");
    };
  }

  private static String curve(String crv) {
    return switch (crv) {
      case "P-256" -> "secp256r1";
      case "P-384" -> "secp384r1";
      case "P-521" -> "secp521r1";
      default -> throw new IllegalArgumentException("its curve is not known here");
    };
  }

  private static BigInteger number(ObjectNode jwk, String member) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.path(member).asText()));
  }
}
