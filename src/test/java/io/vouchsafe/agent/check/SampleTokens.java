package io.vouchsafe.agent.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.IdToken;
import io.vouchsafe.agent.jwt.Jwt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An issuer for one workload, whose signatures are a word. */
final class SampleTokens implements Check.Tokens {
  static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  static final String SIGNATURE = "c2lnbmVkLWJ5LXRoZS1pc3N1ZXI";

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  final List<Duration> asked = new ArrayList<>();
  private final String subject;
  private final Set<String> audiences;

  /**
   * @param audiences that it gives tokens for
   */
  SampleTokens(String subject, String... audiences) {
    this.subject = subject;
    this.audiences = Set.of(audiences);
  }

  @Override
  public IdToken token(String audience, Optional<Duration> ttl) throws Fault {
    if (!audiences.contains(audience)) {
      throw Fault.refused("the issuer refused (403): not this audience");
    }
    ttl.ifPresent(asked::add);
    Instant end = NOW.plus(ttl.orElse(Duration.ofMinutes(5)));
    ObjectNode claims = JsonNodeFactory.instance.objectNode();
    claims.put("iss", "https://id.example.com").put("sub", subject).put("aud", audience);
    claims.put("iat", NOW.getEpochSecond()).put("exp", end.getEpochSecond()).put("jti", "j-1");
    try {
      Jwt jwt =
          Jwt.decode(
              part("{\"alg\":\"RS256\",\"kid\":\"k\",\"typ\":\"JWT\"}")
                  + "."
                  + part(claims.toString())
                  + "."
                  + SIGNATURE);
      return new IdToken(jwt, NOW, end);
    } catch (Jwt.Malformed e) {
      throw new IllegalStateException(e);
    }
  }

  private static String part(String json) {
    return BASE64.encodeToString(json.getBytes(UTF_8));
  }
}
