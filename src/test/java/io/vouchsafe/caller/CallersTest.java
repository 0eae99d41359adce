package io.vouchsafe.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.proof.ProofVerifier;
import io.vouchsafe.proof.SignatureChecks;
import io.vouchsafe.proof.TrustedIssuer;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import io.vouchsafe.proof.TrustedIssuers;
import io.vouchsafe.testing.Events;
import io.vouchsafe.testing.Expect;
import io.vouchsafe.testing.Jwts;
import io.vouchsafe.token.AttributeValue;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.TokenShape;
import io.vouchsafe.token.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallersTest {
  @TempDir Path files;
  private final OneIssuer issuer = new OneIssuer();
  private Broker broker;
  private Callers callers;

  @BeforeEach
  void trust() throws IOException {
    issuer.keys.refresh();
    Path jwks =
        Files.writeString(
            files.resolve("jwks.json"),
            Jwts.jwks(
                Jwts.ecJwk(Jwts.P256, "k").build().toJSONString(),
                Jwts.ecJwk(
                        issuer.pair(issuer.newestGrantVersion()),
                        issuer.newestGrantVersion().kid().value())
                    .build()
                    .toJSONString()));
    TrustedIssuer cluster =
        TrustedIssuers.standard(
            "cluster",
            new Identity.Issuer("https://cluster.example"),
            "vouchsafe",
            new KeySource.OfFile(jwks),
            Optional.empty(),
            Optional.empty());
    TrustedIssuer itself =
        TrustedIssuers.standard(
            "itself",
            new Identity.Issuer(OneIssuer.URL),
            OneIssuer.URL,
            new KeySource.OfFile(jwks),
            Optional.empty(),
            Optional.empty());
    broker =
        Broker.of(
            "edge",
            cluster,
            List.of("edge:1"),
            Map.of("org", List.of("*"), "deployment", List.of("*")),
            List.of("*"),
            Duration.ofHours(1),
            Duration.ofDays(7));
    issuer.brokers.put(broker.name(), broker);
    callers =
        new Callers(
            issuer.grants,
            new Brokers(
                new ProofVerifier(List.of(cluster, itself), issuer.clock, new Events()),
                List.of(broker)),
            issuer.keys);
  }

  private String proof(String typ) {
    return Jwts.signed(
        "{\"alg\":\"ES256\",\"kid\":\"k\",\"typ\":\"%s\"}".formatted(typ),
        "{\"iss\":\"https://cluster.example\",\"sub\":\"edge:1\",\"aud\":\"vouchsafe\",\"exp\":%d}"
            .formatted(issuer.clock.instant().getEpochSecond() + 60),
        Jwts.P256.getPrivate(),
        "SHA256withECDSAinP1363Format");
  }

  private String grant() {
    return issuer
        .grants
        .issue(
            broker,
            new GrantRequest(
                Workload.of(
                    Map.of(
                        "org", new AttributeValue.Text("shop"),
                        "deployment", new AttributeValue.Text("d-42"))),
                List.of("*"),
                Optional.empty(),
                Optional.empty()),
            Deadline.in(Duration.ofSeconds(1)))
        .value();
  }

  private Caller authenticate(String header) {
    return authenticate(Optional.of(header));
  }

  private Caller authenticate(Optional<String> header) {
    return callers.authenticate(
        callers.recognise(header.stream().toList()),
        Deadline.in(Duration.ofMinutes(1)),
        SignatureChecks.UNBOUNDED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer ", "bearer ", "BEARER ", "Bearer   "})
  void theSchemeIsReadWithoutCase(String scheme) {
    assertInstanceOf(Caller.OfGrant.class, authenticate(scheme + grant()));
    assertEquals(new Caller.OfBroker(broker), authenticate(scheme + proof("JWT")));
  }

  @Test
  void aCheckedGrantIsKnownWithoutACheck() {
    List<String> header = List.of("Bearer " + grant());
    assertInstanceOf(Credentials.Unknown.class, callers.recognise(header));
    Caller caller = authenticate(header.getFirst());

    assertEquals(new Credentials.Known(caller), callers.recognise(header));
  }

  @Test
  void aForgeryIsCheckedOnce() {
    String[] parts = grant().split("\\.", -1);
    String forged = "Bearer " + parts[0] + "." + parts[1] + "." + Jwts.b64("x".repeat(64));
    AtomicInteger checks = new AtomicInteger();
    SignatureChecks counted =
        verifies -> {
          checks.incrementAndGet();
          return verifies.getAsBoolean();
        };
    for (int i = 0; i < 3; i++) {
      Expect.refused(
          "signature",
          () ->
              callers.authenticate(
                  callers.recognise(List.of(forged)), Deadline.in(Duration.ofMinutes(1)), counted));
    }
    assertEquals(1, checks.get());
  }

  @Test
  void aTokenWhoseCheckMayNotBeginIsNoForgery() {
    String header = "Bearer " + grant();
    SignatureChecks full =
        verifies -> {
          throw Problem.full();
        };
    Expect.problem(
        Problem.Kind.UNAVAILABLE,
        "too many",
        () ->
            callers.authenticate(
                callers.recognise(List.of(header)), Deadline.in(Duration.ofMinutes(1)), full));

    assertInstanceOf(Caller.OfGrant.class, authenticate(header));
  }

  @Test
  void unknownCredentialsSayNothingOfThemselves() {
    String grant = grant();

    assertFalse(callers.recognise(List.of("Bearer " + grant)).toString().contains(grant));
  }

  @Test
  void nothingIsNoCredentials() {
    for (Optional<String> header : List.of(Optional.<String>empty(), Optional.of(" "))) {
      Expect.problem(Problem.Kind.NO_CREDENTIALS, "needed", () -> authenticate(header));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "Bearer x", "Basic dTpw", "Bearere30.e30.e30", "e30.e30.e30"})
  void malformedCredentialsAreRefused(String header) {
    Expect.refused("", () -> authenticate(header));
  }

  @Test
  void tooLongABearerIsRefused() {
    Expect.refused("longer than 16384", () -> authenticate("Bearer " + "a".repeat(16_385)));
  }

  @Test
  void aProofCalledAGrantIsNotTriedAsAProof() {
    Expect.refused("grant", () -> authenticate("Bearer " + proof("grant+jwt")));
  }

  @Test
  void aGrantCalledAProofIsNotTriedAsAGrant() {
    String[] parts = grant().split("\\.", -1);
    String header =
        "{\"alg\":\"ES256\",\"kid\":\"%s\",\"typ\":\"JWT\"}"
            .formatted(issuer.newestGrantVersion().kid());
    Expect.refused(
        "signature",
        () -> authenticate("Bearer " + Jwts.b64(header) + "." + parts[1] + "." + parts[2]));
  }

  @Test
  void anIdentityTokenIsNeither() {
    String token =
        issuer
            .issuance
            .issue(
                new TokenShape(
                    "deployment:shop/d-42",
                    "sts.amazonaws.com",
                    Duration.ofMinutes(5),
                    SigningAlgorithm.RS256,
                    Map.of()),
                "test",
                Deadline.in(Duration.ofSeconds(1)))
            .value();
    Problem problem =
        Expect.refused("the proof is for another audience", () -> authenticate("Bearer " + token));
    assertFalse(problem.getMessage().contains(token));
  }
}
