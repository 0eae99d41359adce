package io.vouchsafe.token;

import io.vouchsafe.key.KeyRole;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** All of a token but what a key version and the moment add to it. */
record Draft(
    TokenType type,
    KeyRole role,
    String subject,
    String audience,
    Duration ttl,
    Duration nbfAllowance,
    Map<String, Object> claims) {

  /** That of an identity token. */
  static Draft of(TokenShape shape) {
    return new Draft(
        TokenType.IDENTITY_TOKEN,
        KeyRole.ofIdentityTokens(shape.algorithm()),
        shape.subject(),
        shape.audience(),
        shape.ttl(),
        shape.nbfAllowance(),
        shape.claims());
  }

  /** That of a grant, whose audience is the issuer itself. */
  static Draft ofGrant(String subject, String issuer, Duration ttl, Map<String, Object> claims) {
    return new Draft(
        TokenType.GRANT,
        KeyRole.GRANT,
        subject,
        issuer,
        ttl,
        AudienceProfile.NBF_ALLOWANCE,
        claims);
  }

  /** Every claim of the token that is made of it at {@code issuedAt}, a whole second. */
  Map<String, Object> claims(String issuer, Instant issuedAt, String id) {
    Map<String, Object> all = new LinkedHashMap<>(claims);
    all.put("iss", issuer);
    all.put("sub", subject);
    all.put("aud", audience);
    all.put("iat", issuedAt.getEpochSecond());
    all.put("nbf", issuedAt.minus(nbfAllowance).getEpochSecond());
    all.put("exp", issuedAt.plus(ttl).getEpochSecond());
    all.put("jti", id);
    return all;
  }
}
