package io.vouchsafe.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.proof.ProofVerifier;
import io.vouchsafe.proof.SignatureChecks;
import io.vouchsafe.proof.TrustedIssuer;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import io.vouchsafe.proof.TrustedIssuers;
import io.vouchsafe.testing.Events;
import io.vouchsafe.testing.Expect;
import io.vouchsafe.testing.Jwts;
import io.vouchsafe.token.OwnUrls;
import io.vouchsafe.token.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Subject tokens at the door of an issuer: checks of their signatures are bounded as others are.
 */
class ExchangedCallersTest {
  @TempDir Path files;
  private final OneIssuer issuer = new OneIssuer();
  private final AtomicInteger checks = new AtomicInteger();
  private Callers callers;

  @BeforeEach
  void trust() throws IOException {
    Path jwks =
        Files.writeString(
            files.resolve("jwks.json"),
            Jwts.jwks(Jwts.ecJwk(Jwts.P256, "k").build().toJSONString()));
    TrustedIssuer jobs =
        TrustedIssuers.standard(
            "jobs",
            new Identity.Issuer("https://jobs.example"),
            "vouchsafe",
            new KeySource.OfFile(jwks),
            Optional.empty(),
            Optional.empty());
    ProofVerifier proofs = new ProofVerifier(List.of(jobs), issuer.clock, new Events());
    TokenExchange exchange =
        TokenExchange.of(
            "ci",
            jobs,
            Map.of("owner", List.of("acme")),
            Map.of("org", "{owner}"),
            List.of("*"),
            Duration.ofHours(1));
    callers =
        new Callers(
            issuer.grants,
            new Brokers(proofs, List.of()),
            Optional.of(
                new TokenExchanges(
                    proofs, List.of(exchange), OwnUrls.of(Set.of(OneIssuer.URL)), issuer.clock)),
            issuer.keys);
  }

  private String token(KeyPair pair) {
    String claims =
        "{\"iss\":\"https://jobs.example\",\"sub\":\"s\",\"aud\":\"vouchsafe\",\"owner\":\"acme\",\"exp\":%d}"
            .formatted(issuer.clock.instant().getEpochSecond() + 60);
    return Jwts.signed(
        "{\"alg\":\"ES256\",\"kid\":\"k\"}",
        claims,
        pair.getPrivate(),
        "SHA256withECDSAinP1363Format");
  }

  private Caller.OfExchange exchange(String token, Duration patience) {
    SignatureChecks counted =
        verifies -> {
          checks.incrementAndGet();
          return verifies.getAsBoolean();
        };
    return callers.exchange(token, Deadline.in(patience), counted);
  }

  @Test
  void aGoodOneIsCheckedEachTime() {
    issuer.keys.refresh();
    String good = token(Jwts.P256);
    for (int i = 0; i < 2; i++) {
      assertEquals("exchange ci s", exchange(good, Duration.ofMinutes(1)).id());
    }
    assertEquals(2, checks.get());
  }

  @Test
  void aForgeryIsCheckedOnce() {
    issuer.keys.refresh();
    String forged = token(Jwts.ec("secp256r1"));
    for (int i = 0; i < 3; i++) {
      Expect.refused("signature", () -> exchange(forged, Duration.ofMinutes(1)));
    }
    assertEquals(1, checks.get());
  }

  @Test
  void oneWhoseCheckMayNotBeginIsNoForgery() {
    issuer.keys.refresh();
    String good = token(Jwts.P256);
    SignatureChecks full =
        verifies -> {
          throw Problem.full();
        };

    Expect.problem(
        Problem.Kind.UNAVAILABLE,
        "too many",
        () -> callers.exchange(good, Deadline.in(Duration.ofMinutes(1)), full));
    assertEquals("exchange ci s", exchange(good, Duration.ofMinutes(1)).id());
  }

  @Test
  void aForgeryDoesNotWaitForTheKeysToBeRead() {
    Expect.refused("signature", () -> exchange(token(Jwts.ec("secp256r1")), Duration.ofMinutes(9)));
    assertEquals("exchange ci s", exchange(token(Jwts.P256), Duration.ZERO).id());
  }

  @Test
  void anIssuerWithoutExchangesTakesNone() {
    Callers none =
        new Callers(
            issuer.grants,
            new Brokers(new ProofVerifier(List.of(), issuer.clock, new Events()), List.of()),
            issuer.keys);

    Expect.refused(
        "exchanges no tokens",
        () ->
            none.exchange(
                token(Jwts.P256), Deadline.in(Duration.ofMinutes(1)), SignatureChecks.UNBOUNDED));
  }
}
