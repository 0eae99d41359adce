package io.vouchsafe.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** A key of a trusted issuer with which proofs may be verified. */
record ProofKey(String kid, PublicKey publicKey, Optional<String> alg) {
  /** How many keys of one kid are tried: each costs a signature check, whoever asks. */
  static final int MOST_OF_ONE_KID = 8;

  private static final int MIN_RSA_BITS = 2048;

  /**
   * The key of a JWK, if it is usable: RSA of at least 2048 bits or EC, with a {@code kid}, and
   * meant for signatures; of a trust domain also one meant for JWT-SVIDs. All others are left out
   * (RFC 7517, 5).
   */
  static Optional<ProofKey> of(JsonNode jwk, Identity identity) {
    Optional<String> kid = text(jwk, "kid").filter(value -> !value.isEmpty());
    if (kid.isEmpty()
        || !mayVerify(jwk, identity)
        || (jwk.has("alg") && text(jwk, "alg").isEmpty())) {
      return Optional.empty();
    }
    return publicKey(jwk).map(key -> new ProofKey(kid.get(), key, text(jwk, "alg")));
  }

  private static boolean mayVerify(JsonNode jwk, Identity identity) {
    if (!jwk.has("use")) {
      return true;
    }
    String use = text(jwk, "use").orElse("");
    return use.equals("sig")
        || (use.equals("jwt-svid") && identity instanceof Identity.TrustDomain);
  }

  private static Optional<PublicKey> publicKey(JsonNode jwk) {
    return switch (text(jwk, "kty").orElse("")) {
      case "RSA" -> publicKey(jwk, List.of("kty", "n", "e")).filter(ProofKey::longEnough);
      case "EC" -> publicKey(jwk, List.of("kty", "crv", "x", "y"));
      default -> Optional.empty();
    };
  }

  private static Optional<PublicKey> publicKey(JsonNode jwk, List<String> members) {
    Map<String, Object> parameters = new HashMap<>();
    for (String member : members) {
      Optional<String> value = text(jwk, member);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      parameters.put(member, value.get());
    }
    try {
      return Optional.of(PublicJsonWebKey.Factory.newPublicJwk(parameters).getPublicKey());
    } catch (JoseException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static boolean longEnough(PublicKey key) {
    return key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= MIN_RSA_BITS;
  }

  private static Optional<String> text(JsonNode jwk, String member) {
    return jwk instanceof ObjectNode object
        ? Optional.ofNullable(object.get(member))
            .filter(JsonNode::isTextual)
            .map(JsonNode::textValue)
        : Optional.empty();
  }

  /** Whether a proof with {@code algorithm} may be verified with it (RFC 8725, 3.1). */
  boolean fits(ProofAlgorithm algorithm) {
    return algorithm.takes(publicKey) && alg.map(algorithm.name()::equals).orElse(true);
  }

  /** Those of {@code keys} that fit, each public key once; at most {@link #MOST_OF_ONE_KID}. */
  static List<ProofKey> fitting(List<ProofKey> keys, ProofAlgorithm algorithm) {
    Set<PublicKey> seen = new HashSet<>();
    return keys.stream()
        .filter(key -> key.fits(algorithm) && seen.add(key.publicKey()))
        .limit(MOST_OF_ONE_KID)
        .toList();
  }
}
