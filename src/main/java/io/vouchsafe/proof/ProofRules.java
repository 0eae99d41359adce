package io.vouchsafe.proof;

import io.vouchsafe.base.Reasons;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the JWTs of one trusted issuer must say to be proofs.
 *
 * @param types values of {@code typ} that are accepted beside none, {@code JWT} and {@code JOSE}
 * @param authorizedParties the values of {@code azp} that are accepted; empty if it is ignored
 * @param maxLife the longest life of a proof; 60 s to 24 h
 */
public record ProofRules(Set<String> types, Set<String> authorizedParties, Duration maxLife) {
  static final Duration LEEWAY = Duration.ofSeconds(60);
  static final Duration SHORTEST_LIFE = Duration.ofSeconds(60);
  static final Duration LONGEST_LIFE = Duration.ofHours(24);

  /** JWT-SVID, 2.3. */
  private static final Set<String> SVID_TYPES = Set.of("JWT", "JOSE");

  /** Claims that make a JWT something else than its bearer's identity, with what they say of it. */
  private static final List<RefusedClaim> REFUSED_CLAIMS =
      List.of(
          new RefusedClaim("cnf", "is bound to a key that nobody showed (RFC 7800)"),
          new RefusedClaim("events", "is a security event (RFC 8417)"),
          new RefusedClaim("act", "is for somebody who acts for its sub (RFC 8693)"));

  private record RefusedClaim(String name, String meaning) {}

  /**
   * @throws IllegalArgumentException naming every rule that cannot be
   */
  public ProofRules {
    Objects.requireNonNull(maxLife, "maxLife");
    Reasons reasons = new Reasons();
    types =
        types.stream()
            .flatMap(type -> reasons.of(() -> ProofType.listed(type)).stream())
            .map(ProofType::name)
            .collect(Collectors.toUnmodifiableSet());
    authorizedParties = Set.copyOf(authorizedParties);
    reasons
        .unless(
            authorizedParties.stream().noneMatch(String::isBlank),
            "authorized-parties has an empty name")
        .unless(
            maxLife.compareTo(SHORTEST_LIFE) >= 0 && maxLife.compareTo(LONGEST_LIFE) <= 0,
            "max-life must be between %d and %d seconds, not %d",
            SHORTEST_LIFE.toSeconds(),
            LONGEST_LIFE.toSeconds(),
            maxLife.toSeconds())
        .refuse();
  }

  /** No further types, any authorized party, and a life of 24 h. */
  public static ProofRules standard() {
    return new ProofRules(Set.of(), Set.of(), LONGEST_LIFE);
  }

  /**
   * @param svid whether it has to be a JWT-SVID
   * @throws Problem if {@code typ} is not that of a proof
   */
  void checkType(Optional<String> typ, boolean svid) {
    if (svid && !typ.map(SVID_TYPES::contains).orElse(true)) {
      throw Refused.because("the proof's typ is not that of a JWT-SVID");
    }
    Optional<ProofType> type = typ.map(ProofType::of);
    if (type.filter(ProofType::isNoProof).isPresent()) {
      throw Refused.because("the proof's typ is that of a JWT which is no proof");
    }
    if (!type.map(this::accepts).orElse(true)) {
      throw Refused.because(
          "the proof's typ is neither JWT nor JOSE, nor among the types of its trusted issuer");
    }
  }

  private boolean accepts(ProofType type) {
    return type.isPlain() || types.contains(type.name());
  }

  /**
   * @throws Problem if a claim says that it is no proof, or not one for us to take
   */
  void checkClaims(Claims claims) {
    for (RefusedClaim refused : REFUSED_CLAIMS) {
      if (claims.json().has(refused.name())) {
        throw Refused.because(
            "the proof has %s, so it %s".formatted(refused.name(), refused.meaning()));
      }
    }
    if (!authorizedParties.isEmpty()
        && claims.text("azp").filter(authorizedParties::contains).isEmpty()) {
      throw Refused.because(
          "the proof's azp is not among the authorized-parties of its trusted issuer");
    }
  }

  /**
   * @throws Problem unless it is valid at {@code now}, give or take 60 s, and lives for no longer
   *     than is allowed
   */
  void checkTimes(Claims claims, Instant now) {
    Instant expiresAt =
        claims.instant("exp").orElseThrow(() -> Refused.because("the proof has no exp"));
    if (!now.isBefore(expiresAt.plus(LEEWAY))) {
      throw Refused.because("the proof has expired");
    }
    if (expiresAt.isAfter(now.plus(maxLife).plus(LEEWAY))) {
      throw Refused.because("the proof expires more than %s from now".formatted(most()));
    }
    Optional<Instant> issuedAt = claims.instant("iat");
    if (issuedAt.filter(at -> expiresAt.isAfter(at.plus(maxLife).plus(LEEWAY))).isPresent()) {
      throw Refused.because("the proof was issued for more than " + most());
    }
    Instant latestStart = now.plus(LEEWAY);
    if (claims.instant("nbf").filter(latestStart::isBefore).isPresent()) {
      throw Refused.because("the proof is not valid yet");
    }
    if (issuedAt.filter(latestStart::isBefore).isPresent()) {
      throw Refused.because("the proof was issued in the future");
    }
  }

  private String most() {
    long hours = maxLife.toHours();
    return hours > 1 && maxLife.equals(Duration.ofHours(hours))
        ? hours + " hours"
        : maxLife.toSeconds() + " seconds";
  }
}
