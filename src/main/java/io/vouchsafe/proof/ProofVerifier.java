package io.vouchsafe.proof;

import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/**
 * Verifies the JWTs by which brokers show who they are (RFC 8725, 3). A proof that passes was
 * signed by the trusted issuer it names, for the audience configured for that issuer, and has not
 * expired. Safe for many threads.
 */
public final class ProofVerifier {
  static final Duration LEEWAY = Duration.ofSeconds(60);
  static final Duration LONGEST_LIFE = Duration.ofHours(24);

  /** JWT-SVID, 2.3. */
  private static final Set<String> SVID_TYPES = Set.of("JWT", "JOSE");

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
    return verify(CompactJws.parse(jwt));
  }

  public Proof verify(CompactJws jws) {
    return verify(jws, SignatureChecks.UNBOUNDED);
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
    checkType(issuer, jws);
    checkTimes(claims);
    ProofKey key = keyFor(issuer, kid, algorithm);
    if (!checks.run(() -> signed(jws, key, algorithm))) {
      throw Refused.because("the proof's signature does not verify");
    }
    return new JwtProof(issuer, subject);
  }

  private TrustedIssuer issuerOf(Claims claims, String subject) {
    Optional<Identity> identity =
        claims
            .text("iss")
            .<Identity>map(Identity.Issuer::new)
            .or(() -> SpiffeId.trustDomain(subject));
    List<TrustedIssuer> known =
        issuers.keySet().stream()
            .filter(issuer -> identity.filter(issuer.identity()::equals).isPresent())
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

  private static void checkType(TrustedIssuer issuer, CompactJws jws) {
    boolean svid = issuer.identity() instanceof Identity.TrustDomain;
    if (svid && !jws.member("typ").map(SVID_TYPES::contains).orElse(true)) {
      throw Refused.because("the proof's typ is not that of a JWT-SVID");
    }
  }

  private void checkTimes(Claims claims) {
    Instant now = clock.instant();
    Instant expiresAt =
        claims.instant("exp").orElseThrow(() -> Refused.because("the proof has no exp"));
    if (!now.isBefore(expiresAt.plus(LEEWAY))) {
      throw Refused.because("the proof has expired");
    }
    if (expiresAt.isAfter(now.plus(LONGEST_LIFE).plus(LEEWAY))) {
      throw Refused.because("the proof expires more than 24 hours from now");
    }
    Instant latestStart = now.plus(LEEWAY);
    if (claims.instant("nbf").filter(latestStart::isBefore).isPresent()) {
      throw Refused.because("the proof is not valid yet");
    }
    if (claims.instant("iat").filter(latestStart::isBefore).isPresent()) {
      throw Refused.because("the proof was issued in the future");
    }
  }

  private ProofKey keyFor(TrustedIssuer issuer, String kid, ProofAlgorithm algorithm) {
    List<ProofKey> named = issuers.get(issuer).find(kid);
    if (named.isEmpty()) {
      throw Refused.because("the proof's kid is not that of a usable key of its issuer");
    }
    List<ProofKey> fitting = named.stream().filter(key -> key.fits(algorithm)).toList();
    if (fitting.size() != 1) {
      throw Refused.because("the proof's alg does not fit the key that its kid names");
    }
    return fitting.getFirst();
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
