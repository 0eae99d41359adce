package io.vouchsafe.agent.jwt;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What a relying party looks at before it takes a token (OpenID Connect Core 1.0, 3.1.3.7).
 *
 * @param issuer whose token it has to be, to the letter
 * @param jwks the issuer's keys
 * @param now the relying party's time
 */
public record Verification(String issuer, Jwks jwks, Instant now) {
  /** What clocks may differ by. */
  private static final Duration LEEWAY = Duration.ofMinutes(1);

  public Verification {
    Objects.requireNonNull(issuer, "issuer");
    Objects.requireNonNull(jwks, "jwks");
    Objects.requireNonNull(now, "now");
  }

  /** Why a token would not be taken; empty if it would be. */
  public Optional<String> fault(Jwt token) {
    return jwks.faultOfSignature(token)
        .or(() -> faultOfIssuer(token))
        .or(() -> faultOfAudience(token))
        .or(() -> faultOfTimes(token));
  }

  private Optional<String> faultOfIssuer(Jwt token) {
    Optional<String> iss = Jwt.text(token.claims(), "iss");
    return iss.equals(Optional.of(issuer))
        ? Optional.empty()
        : Optional.of("its iss is %s, and not %s".formatted(iss.orElse("missing"), issuer));
  }

  private static Optional<String> faultOfAudience(Jwt token) {
    return token.audiences().isEmpty() ? Optional.of("it has no aud") : Optional.empty();
  }

  private Optional<String> faultOfTimes(Jwt token) {
    Optional<Instant> exp = token.time("exp");
    if (exp.isEmpty()) {
      return Optional.of("it has no exp");
    }
    if (!exp.get().plus(LEEWAY).isAfter(now)) {
      return Optional.of("it has expired at " + exp.get());
    }
    return token
        .time("nbf")
        .filter(nbf -> nbf.minus(LEEWAY).isAfter(now))
        .map(nbf -> "it is not good before %s; is this machine's clock right?".formatted(nbf));
  }
}
