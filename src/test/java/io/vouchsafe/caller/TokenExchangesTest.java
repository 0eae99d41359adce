package io.vouchsafe.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Asker;
import io.vouchsafe.base.Asking;
import io.vouchsafe.proof.CompactJws;
import io.vouchsafe.proof.ProofVerifier;
import io.vouchsafe.proof.SignatureChecks;
import io.vouchsafe.proof.TrustedIssuer;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import io.vouchsafe.proof.TrustedIssuers;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.testing.Events;
import io.vouchsafe.testing.Expect;
import io.vouchsafe.testing.Jwts;
import io.vouchsafe.token.IssuedToken;
import io.vouchsafe.token.OwnUrls;
import io.vouchsafe.token.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which exchange takes a JWT, and which JWT none takes. */
class TokenExchangesTest {
  private static final String OURS = "https://ours.example";
  private static final Set<String> OWN = Set.of(OURS);

  @TempDir Path files;
  private final AdjustableClock clock = new AdjustableClock();
  private TrustedIssuer jobs;
  private TrustedIssuer svids;
  private ProofVerifier proofs;

  @BeforeEach
  void trust() throws IOException {
    Path jwks =
        Files.writeString(
            files.resolve("jwks.json"),
            Jwts.jwks(Jwts.ecJwk(Jwts.P256, "k").build().toJSONString()));
    jobs = trusted("jobs", new Identity.Issuer("https://jobs.example"), jwks);
    svids = trusted("svids", new Identity.TrustDomain("prod.example"), jwks);
    proofs = new ProofVerifier(List.of(jobs, svids), clock, new Events());
  }

  private static TrustedIssuer trusted(String name, Identity identity, Path jwks) {
    return TrustedIssuers.standard(
        name,
        identity,
        "vouchsafe",
        new KeySource.OfFile(jwks),
        Optional.empty(),
        Optional.empty());
  }

  private static TokenExchange exchange(String name, TrustedIssuer issuer, String owner) {
    return TokenExchange.of(
        name,
        issuer,
        Map.of("owner", List.of(owner)),
        Map.of("org", "{owner}"),
        List.of("*"),
        Duration.ofHours(1));
  }

  private TokenExchanges exchanges(TokenExchange... all) {
    return new TokenExchanges(proofs, List.of(all), OwnUrls.of(OWN), clock);
  }

  private CompactJws jws(String claims) {
    return jws("{\"alg\":\"ES256\",\"kid\":\"k\",\"typ\":\"JWT\"}", claims);
  }

  private CompactJws jws(String header, String claims) {
    String payload =
        "{\"aud\":\"vouchsafe\",\"exp\":%d,%s}"
            .formatted(clock.instant().getEpochSecond() + 60, claims.replace('\'', '"'));
    return CompactJws.parse(
        Jwts.signed(header, payload, Jwts.P256.getPrivate(), "SHA256withECDSAinP1363Format"));
  }

  private static Caller.OfExchange authenticated(TokenExchanges exchanges, CompactJws jws) {
    return exchanges.authenticate(jws, SignatureChecks.UNBOUNDED);
  }

  @Test
  void theOneWhoseConditionsHoldTakesIt() {
    TokenExchanges both = exchanges(exchange("a", jobs, "acme"), exchange("b", jobs, "other/*"));

    Caller.OfExchange caller =
        authenticated(both, jws("'iss':'https://jobs.example','sub':'s','owner':'other/x'"));

    assertEquals("exchange b s", caller.id());
  }

  @Test
  void aGoodTokenThatNoneTakesIsForbiddenAndNobodyIsKnown() {
    TokenExchanges one = exchanges(exchange("a", jobs, "acme"));
    AtomicReference<Optional<Asker>> known = new AtomicReference<>(Optional.empty());

    Asking.run(
        Asker.stranger("r", "default", "peer"),
        () -> {
          Expect.problem(
              Problem.Kind.FORBIDDEN,
              "the subject token is valid, but no exchange here takes it",
              () ->
                  authenticated(one, jws("'iss':'https://jobs.example','sub':'s','owner':'else'")));
          known.set(Asking.current());
        });

    assertFalse(known.get().orElseThrow().known());
  }

  @Test
  void whoIsTakenIsKnownByNameAndProof() {
    TokenExchanges one = exchanges(exchange("a", jobs, "acme"));
    AtomicReference<Asker> known = new AtomicReference<>();

    Asking.run(
        Asker.stranger("r", "default", "peer"),
        () -> {
          authenticated(
              one, jws("'iss':'https://jobs.example','sub':'s','jti':'j','owner':'acme'"));
          known.set(Asking.current().orElseThrow());
        });

    assertTrue(known.get().known());
    assertEquals(Optional.of("a"), known.get().exchange());
    assertEquals(Optional.empty(), known.get().broker());
    assertEquals(
        new Asker.Proof(Optional.of("https://jobs.example"), "s", Optional.of("j"), "k"),
        known.get().proof().orElseThrow());
  }

  /** Also where the trusted issuer is known by its trust domain and iss is not asked. */
  @Test
  void aTokenOfOursIsRefusedWhoeverSignedIt() {
    TokenExchanges one = exchanges(exchange("a", svids, "acme"));
    String svid = "'sub':'spiffe://prod.example/x','owner':'acme'";
    assertEquals("exchange a spiffe://prod.example/x", authenticated(one, jws(svid)).id());

    Expect.problem(
        Problem.Kind.INVALID_CREDENTIALS,
        "the subject token is one of ours",
        () -> authenticated(one, jws("'iss':'%s',%s".formatted(OURS, svid))));
  }

  @Test
  void aGrantIsNoSubjectToken() {
    TokenExchanges one = exchanges(exchange("a", jobs, "acme"));
    String good = "'iss':'https://jobs.example','sub':'s','owner':'acme'";

    Expect.problem(
        Problem.Kind.INVALID_CREDENTIALS,
        "a grant is not a proof",
        () ->
            authenticated(
                one, jws("{\"alg\":\"ES256\",\"kid\":\"k\",\"typ\":\"grant+jwt\"}", good)));
  }

  @Test
  void twoThatOneTokenCouldBeForStopTheStart() {
    String said =
        assertThrows(
                IllegalArgumentException.class,
                () -> exchanges(exchange("a", jobs, "acme*"), exchange("b", jobs, "acme/x")))
            .getMessage();

    assertTrue(said.contains("exchanges a and b could both take one token"), said);
    exchanges(exchange("a", jobs, "acme"), exchange("b", svids, "acme"));
  }

  @Test
  void aTrustedIssuerOfAnotherIssuerStopsTheStart() {
    TrustedIssuer stranger = trusted("x", new Identity.Issuer("https://x.example"), Path.of("x"));

    assertThrows(IllegalArgumentException.class, () -> exchanges(exchange("a", stranger, "acme")));
  }

  @Test
  void theLifeOfATokenIsWhatIsLeft() {
    IssuedToken token = new IssuedToken("t", "id", clock.instant().plusSeconds(299));

    assertEquals(Duration.ofSeconds(299), exchanges(exchange("a", jobs, "acme")).lifeOf(token));
  }
}
