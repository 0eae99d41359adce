package io.vouchsafe.proof;

import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.token.Problem;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * Verifies the JWTs by which brokers show who they are (RFC 8725, 3). A proof that passes was
 * signed by the trusted issuer it names, for the audience configured for that issuer, and has not
 * expired. Safe for many threads.
 */
public final class ProofVerifier {
  private final Map<TrustedIssuer, RemoteJwks> issuers = new LinkedHashMap<>();
  private final InstantSource clock;

  /**
   * Fetches nothing yet.
   *
   * @throws IllegalArgumentException naming two trusted issuers that share (issuer, audience) or
   *     (trust domain, audience)
   */
  public ProofVerifier(
      Collection<TrustedIssuer> issuers, InstantSource clock, TrustedIssuerEvents events) {
    this.clock = Objects.requireNonNull(clock, "clock");
    for (TrustedIssuer issuer : issuers) {
      for (TrustedIssuer other : this.issuers.keySet()) {
        if (issuer.cannotBeToldFrom(other)) {
          throw new IllegalArgumentException(
              "the trusted issuers %s and %s cannot be told apart: both are %s with audience %s"
                  .formatted(other.name(), issuer.name(), issuer.identity(), issuer.audience()));
        }
      }
      this.issuers.put(issuer, new RemoteJwks(issuer, JwksSource.of(issuer), clock, events));
    }
  }

  /** The issuers whose proofs it verifies. */
  public Set<TrustedIssuer> issuers() {
    return Set.copyOf(issuers.keySet());
  }

  /**
   * The keys of {@code issuer} as they were last read; from memory.
   *
   * @throws IllegalArgumentException if it is none of {@link #issuers}
   */
  public TrustedKeys keysOf(TrustedIssuer issuer) {
    RemoteJwks keys = issuers.get(issuer);
    if (keys == null) {
      throw new IllegalArgumentException("not trusted here: " + issuer.name());
    }
    return keys.now();
  }

  /**
   * Starts fetching the keys that are due and does not wait. To be called every minute or so: a
   * trusted issuer's keys are refreshed on use as well, but an issuer that is not used for hours
   * would otherwise have its first proof checked with old keys.
   */
  public void refresh() {
    issuers.values().forEach(RemoteJwks::refresh);
  }

  /**
   * @throws Problem of kind INVALID_CREDENTIALS saying what class of thing is wrong, or UNAVAILABLE
   *     if the issuer's keys are not available
   */
  public Proof verify(String jwt) {
    return verify(CompactJws.parse(jwt), SignatureChecks.UNBOUNDED);
  }

  /**
   * The same, with its signature checked when {@code checks} lets it.
   *
   * @throws Problem as {@link #verify(String)}, and what {@code checks} throws
   */
  public Proof verify(CompactJws jws, SignatureChecks checks) {
    if (jws.isGrant()) {
      throw Refused.because("a grant is not a proof");
    }
    ProofAlgorithm algorithm =
        jws.member("alg")
            .flatMap(ProofAlgorithm::named)
            .orElseThrow(
                () ->
                    Refused.because(
                        "the proof's alg must be one of RS256/384/512 and ES256/384/512"));
    String kid =
        jws.member("kid").orElseThrow(() -> Refused.because("the proof's header has no kid"));
    Claims claims = jws.claims();
    String subject = claims.text("sub").orElseThrow(() -> Refused.because("the proof has no sub"));
    TrustedIssuer issuer = issuerOf(claims, subject);
    ProofRules rules = issuer.rules();
    rules.checkType(jws.member("typ"), issuer.identity() instanceof Identity.TrustDomain);
    rules.checkClaims(claims);
    rules.checkTimes(claims, clock.instant());
    List<ProofKey> keys = keysFor(issuer, kid, algorithm);
    if (!checks.run(() -> keys.stream().anyMatch(key -> signed(jws, key, algorithm)))) {
      throw Refused.because("the proof's signature does not verify");
    }
    return new JwtProof(issuer, subject);
  }

  /** By {@code iss}, or else by the trust domain of {@code sub} (JWT-SVID, 3.1). */
  private TrustedIssuer issuerOf(Claims claims, String subject) {
    List<TrustedIssuer> known =
        Stream.concat(
                known(claims.text("iss").map(Identity.Issuer::new)),
                known(SpiffeId.trustDomain(subject)))
            .toList();
    if (known.isEmpty()) {
      throw Refused.because("the proof's issuer is not trusted here");
    }
    String audience = claims.onlyAudience();
    return known.stream()
        .filter(issuer -> issuer.audience().equals(audience))
        .findFirst()
        .orElseThrow(() -> Refused.because("the proof is for another audience"));
  }

  private Stream<TrustedIssuer> known(Optional<? extends Identity> identity) {
    return identity.stream()
        .flatMap(
            wanted -> issuers.keySet().stream().filter(issuer -> issuer.identity().equals(wanted)));
  }

  /** Those that the proof may be signed with; where an issuer lists one kid twice, several. */
  private List<ProofKey> keysFor(TrustedIssuer issuer, String kid, ProofAlgorithm algorithm) {
    List<ProofKey> named = issuers.get(issuer).find(kid);
    if (named.isEmpty()) {
      throw Refused.because("the proof's kid is not that of a usable key of its issuer");
    }
    List<ProofKey> fitting = ProofKey.fitting(named, algorithm);
    if (fitting.isEmpty()) {
      throw Refused.because("the proof's alg does not fit the key that its kid names");
    }
    return fitting;
  }

  /** jose4j puts the whole token into its messages, so none of them goes any further. */
  private static boolean signed(CompactJws jws, ProofKey key, ProofAlgorithm algorithm) {
    try {
      JsonWebSignature signature = new JsonWebSignature();
      signature.setAlgorithmConstraints(
          new AlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, algorithm.name()));
      signature.setCompactSerialization(jws.token());
      signature.setKey(key.publicKey());
      return signature.verifySignature();
    } catch (JoseException | RuntimeException e) {
      return false;
    }
  }
}
