package io.vouchsafe.agent.client;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.jwt.Jwt;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** A token that an issuer gave, and until when it is good. */
public record IdToken(Jwt jwt, Instant issuedAt, Instant expiresAt) {
  private static final Duration LONGEST_LIFE = Duration.ofDays(366);

  public IdToken {
    Objects.requireNonNull(jwt, "jwt");
    Objects.requireNonNull(issuedAt, "issuedAt");
    Objects.requireNonNull(expiresAt, "expiresAt");
  }

  /**
   * Reads what an issuer answered. It is not verified: it came from the issuer.
   *
   * @throws Fault if it is no JWT with {@code iat} and {@code exp}, or its life is none that a
   *     token has: who renews it in time would ask without a pause, or never
   */
  static IdToken read(String compact) throws Fault {
    try {
      Jwt jwt = Jwt.decode(compact);
      IdToken token = new IdToken(jwt, time(jwt, "iat"), time(jwt, "exp"));
      Duration life = Duration.between(token.issuedAt, token.expiresAt);
      if (!life.isPositive() || life.compareTo(LONGEST_LIFE) > 0) {
        throw Fault.unavailable(
            "the issuer answered a token whose life is %d s".formatted(life.toSeconds()));
      }
      return token;
    } catch (Jwt.Malformed e) {
      throw Fault.unavailable("the issuer answered what is no token: " + e.getMessage());
    }
  }

  private static Instant time(Jwt jwt, String claim) throws Fault {
    return jwt.time(claim)
        .orElseThrow(() -> Fault.unavailable("the issuer answered a token without " + claim));
  }

  public String compact() {
    return jwt.compact();
  }

  @Override
  public String toString() {
    return "token until " + expiresAt;
  }
}
