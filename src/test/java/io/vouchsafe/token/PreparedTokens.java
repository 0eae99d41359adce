package io.vouchsafe.token;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.Region;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Tokens that are complete but for their signature, for tests of other rooms. */
public final class PreparedTokens {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private PreparedTokens() {}

  /** One under the only version of an RS256 key. */
  public static PreparedToken rs256(String id) {
    return new PreparedToken(
        TokenType.IDENTITY_TOKEN,
        Region.HOME,
        KeyRole.RS256,
        "vouchsafe-rs256",
        Keys.key(KeyRole.RS256, 1, 0, NOW, NOW).newest(),
        id,
        NOW.plusSeconds(300),
        Map.of("sub", "deployment:d-1", "aud", "a"));
  }

  /** One under the only version of the RS256 key of a region. */
  public static PreparedToken of(Region region) {
    return new PreparedToken(
        TokenType.IDENTITY_TOKEN,
        region,
        KeyRole.RS256,
        "vouchsafe-rs256",
        Keys.key(KeyRole.RS256, 1, 0, NOW, NOW).newest(),
        "elsewhere",
        NOW.plusSeconds(300),
        Map.of("sub", "deployment:d-1", "aud", "a"));
  }

  /** One of this type with these claims, under the only version of an ES256 key. */
  public static PreparedToken of(TokenType type, Map<String, Object> claims) {
    return new PreparedToken(
        type,
        Region.HOME,
        KeyRole.ES256,
        "vouchsafe-es256",
        Keys.key(KeyRole.ES256, 1, 0, NOW, NOW).newest(),
        "j-1",
        NOW.plusSeconds(300),
        claims);
  }

  /** A grant under the only version of a grant key. */
  public static PreparedToken grant(String id) {
    return new PreparedToken(
        TokenType.GRANT,
        Region.HOME,
        KeyRole.GRANT,
        "vouchsafe-grant",
        Keys.key(KeyRole.GRANT, 1, 0, NOW, NOW).newest(),
        id,
        NOW.plusSeconds(600),
        Map.of(
            "sub",
            "deployment:d-1",
            "aud",
            "https://id.example",
            "workload",
            Map.of("deployment", "d-1", "replicas", 2L, "prod", true),
            "audiences",
            List.of("a", "b"),
            "max_ttl",
            300L,
            "broker",
            "edge"));
  }
}
