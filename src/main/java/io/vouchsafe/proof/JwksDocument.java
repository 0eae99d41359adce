package io.vouchsafe.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A JWKS (RFC 7517, 5), or the bundle of a trust domain (SPIFFE Trust Domain and Bundle, 4).
 *
 * @param keys those that can verify proofs, each once
 * @param refreshHint how often the trust domain wants its bundle to be read
 */
record JwksDocument(List<ProofKey> keys, Optional<Duration> refreshHint) {

  /**
   * A trust domain's bundle may be empty: it has revoked all its keys (SPIFFE Trust Domain and
   * Bundle, 4.1.3).
   *
   * @throws JwksFault if it is no JWKS, or has no usable key
   */
  static JwksDocument read(byte[] octets, Identity identity) throws JwksFault {
    ObjectNode jwks = JsonDocument.read("the JWKS", octets);
    JsonNode listed = jwks.path("keys");
    if (!listed.isArray()) {
      throw new JwksFault("it is not a JWKS: it has no list of keys");
    }
    List<ProofKey> keys =
        StreamSupport.stream(listed.spliterator(), false)
            .flatMap(jwk -> ProofKey.of(jwk, identity).stream())
            .distinct()
            .toList();
    boolean bundle = identity instanceof Identity.TrustDomain;
    if (keys.isEmpty() && !(bundle && listed.isEmpty())) {
      throw new JwksFault(
          "it has no key that can verify a proof: RSA of 2048 bits or EC, with a kid, for signatures"
              + (bundle ? " or with use jwt-svid" : ""));
    }
    return new JwksDocument(
        keys, bundle ? hint(jwks.path("spiffe_refresh_hint")) : Optional.empty());
  }

  private static Optional<Duration> hint(JsonNode seconds) {
    return seconds.isIntegralNumber() && seconds.longValue() >= 0
        ? Optional.of(Duration.ofSeconds(seconds.longValue()))
        : Optional.empty();
  }
}
