package io.vouchsafe.agent.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.IdToken;
import io.vouchsafe.agent.jwt.Jwt;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/** Gives tokens that nobody signed, or says no. */
public final class SampleSource implements TokenSource {
  private final Duration life;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile Duration clockAhead = Duration.ZERO;
  private volatile Fault fault;
  private volatile int credential;

  public SampleSource(Duration life) {
    this.life = life;
  }

  /** Fails from now on; null: works again. */
  public void fail(Fault next) {
    fault = next;
  }

  void replaceCredential() {
    credential++;
  }

  void setClockAhead(Duration ahead) {
    clockAhead = ahead;
  }

  /** How often it was asked. */
  public int asked() {
    return asked.get();
  }

  @Override
  public IdToken token(Wish wish) throws Fault {
    int number = asked.incrementAndGet();
    Fault now = fault;
    if (now != null) {
      throw now;
    }
    Instant iat = Instant.now().plus(clockAhead);
    return token(wish.audience().orElse("default"), iat, iat.plus(life), number);
  }

  @Override
  public Object credential() {
    return credential;
  }

  /** A token of these claims. */
  public static IdToken token(String audience, Instant iat, Instant exp, int number) {
    String claims =
        "{\"aud\":\"%s\",\"iat\":%d,\"exp\":%d,\"jti\":\"%d\"}"
            .formatted(audience, iat.getEpochSecond(), exp.getEpochSecond(), number);
    try {
      return new IdToken(
          Jwt.decode("%s.%s.c2ln".formatted(base64("{\"alg\":\"none\"}"), base64(claims))),
          iat,
          exp);
    } catch (Jwt.Malformed e) {
      throw new IllegalStateException(e);
    }
  }

  private static String base64(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
  }
}
