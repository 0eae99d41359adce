package io.vouchsafe.proof;

import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.testing.Events;
import io.vouchsafe.testing.Expect;
import io.vouchsafe.testing.Jwts;
import io.vouchsafe.token.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Timeout;

/** The keys of one trusted issuer, whose JWKS a test writes. */
@Timeout(30)
abstract class KeysOfAnIssuer {
  static final String FIRST = jwks("first");
  static final String SECOND = jwks("second");

  final AdjustableClock clock = new AdjustableClock();
  final Events events = new Events();
  final AtomicInteger fetches = new AtomicInteger();
  volatile String document = FIRST;
  volatile Duration freshFor = Duration.ofMinutes(10);
  volatile CountDownLatch gate = new CountDownLatch(0);
  final RemoteJwks keys =
      new RemoteJwks(
          TrustedIssuers.standard(
              "platform",
              new Identity.Issuer("https://platform.example"),
              "vouchsafe",
              new KeySource.OfFile(Path.of("unused")),
              Optional.empty(),
              Optional.empty()),
          this::fetch,
          clock,
          events);

  static String jwks(String kid) {
    return Jwts.jwks(Jwts.ecJwk(Jwts.P256, kid).build().toJSONString());
  }

  JwksSource.Fetched fetch() throws JwksFault {
    fetches.incrementAndGet();
    try {
      if (!gate.await(20, TimeUnit.SECONDS)) {
        throw new JwksFault("the test did not open the gate");
      }
    } catch (InterruptedException e) {
      throw new JwksFault("interrupted");
    }
    if (document == null) {
      throw new JwksFault("down");
    }
    return new JwksSource.Fetched(
        document.getBytes(java.nio.charset.StandardCharsets.UTF_8), freshFor);
  }

  boolean finds(String kid) {
    return !keys.find(kid).isEmpty();
  }

  Problem unavailable(String kid) {
    return Expect.problem(
        Problem.Kind.UNAVAILABLE,
        "the keys of trusted issuer platform are not available",
        () -> keys.find(kid));
  }

  Problem unseen(String kid) {
    return Expect.problem(
        Problem.Kind.UNAVAILABLE,
        "the keys of trusted issuer platform have no such kid",
        () -> keys.find(kid));
  }

  static void eventually(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(2);
    }
  }
}
