package io.vouchsafe.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

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
import io.vouchsafe.token.AttributeValue;
import io.vouchsafe.token.Entitlement;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokersTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration WEEK = Duration.ofDays(7);

  @TempDir Path files;
  private final AdjustableClock clock = new AdjustableClock();
  private TrustedIssuer cluster;
  private TrustedIssuer other;
  private ProofVerifier proofs;

  @BeforeEach
  void trust() throws IOException {
    Path jwks =
        Files.writeString(
            files.resolve("jwks.json"),
            Jwts.jwks(Jwts.ecJwk(Jwts.P256, "k").build().toJSONString()));
    cluster = trusted("cluster", jwks);
    other = trusted("other", jwks);
    proofs = new ProofVerifier(List.of(cluster, other), clock, new Events());
  }

  private static TrustedIssuer trusted(String name, Path jwks) {
    return TrustedIssuers.standard(
        name,
        new Identity.Issuer("https://%s.example".formatted(name)),
        "vouchsafe",
        new KeySource.OfFile(jwks),
        Optional.empty(),
        Optional.empty());
  }

  private Broker broker(String name, String... subjects) {
    return Broker.of(
        name,
        cluster,
        List.of(subjects),
        Map.of(
            "region",
            List.of("eu-*", "local"),
            "org",
            List.of("*"),
            "replicas",
            List.of("3"),
            "teams",
            List.of("list:edge-*", "list:core", "one")),
        List.of("sts.amazonaws.com"),
        HOUR,
        WEEK);
  }

  private String proof(TrustedIssuer issuer, String sub) {
    String payload =
        "{\"iss\":\"https://%s.example\",\"sub\":\"%s\",\"aud\":\"vouchsafe\",\"exp\":%d}"
            .formatted(issuer.name(), sub, clock.instant().getEpochSecond() + 60);
    return Jwts.signed(
        "{\"alg\":\"ES256\",\"kid\":\"k\"}",
        payload,
        Jwts.P256.getPrivate(),
        "SHA256withECDSAinP1363Format");
  }

  private static Broker authenticate(Brokers brokers, String proof) {
    return brokers.authenticate(CompactJws.parse(proof), SignatureChecks.UNBOUNDED);
  }

  @Test
  void aProofOfABrokersSubjectIsTheBrokers() {
    Broker exact = broker("exact", "system:serviceaccount:edge:broker");
    Broker below = broker("below", "system:serviceaccount:plane:*", "host/*");
    Brokers brokers = new Brokers(proofs, List.of(exact, below));
    assertSame(exact, authenticate(brokers, proof(cluster, "system:serviceaccount:edge:broker")));
    assertSame(below, authenticate(brokers, proof(cluster, "system:serviceaccount:plane:x")));
    assertSame(below, authenticate(brokers, proof(cluster, "host/a/b")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "system:serviceaccount:edge:broker2",
        "system:serviceaccount:edge:Broker",
        "system:serviceaccount:plane:",
        "system:serviceaccount:planet:x",
        "x"
      })
  void aGoodProofOfNoBrokersSubjectIsForbidden(String sub) {
    Brokers brokers =
        new Brokers(
            proofs,
            List.of(
                broker("b", "system:serviceaccount:edge:broker", "system:serviceaccount:plane:*")));
    Problem problem =
        Expect.problem(
            Problem.Kind.FORBIDDEN,
            "not a broker",
            () -> authenticate(brokers, proof(cluster, sub)));
    assertEquals(Optional.empty(), problem.member());
  }

  @Test
  void theSameSubjectOfAnotherTrustedIssuerIsNotTheBroker() {
    Brokers brokers = new Brokers(proofs, List.of(broker("b", "edge:*")));
    Expect.problem(
        Problem.Kind.FORBIDDEN,
        "not a broker",
        () -> authenticate(brokers, proof(other, "edge:1")));
  }

  @ParameterizedTest
  @CsvSource({
    "edge:1, edge:1",
    "edge:1, edge:*",
    "edge:*, edge:1",
    "edge:*, edge:eu:*",
    "edge:eu:*, edge:*",
    "edge:*, edge:*"
  })
  void brokersWithASubjectInCommonAreRefused(String one, String two) {
    Expect.illegal(
        "brokers left and right",
        () -> new Brokers(proofs, List.of(broker("left", one), broker("right", two))));
  }

  @ParameterizedTest
  @CsvSource({"edge:1, edge:2", "edge:eu:*, edge:us:*", "edge:*, edge", "edge:1, edge:1:*"})
  void brokersWithNoSubjectInCommonAreFine(String one, String two) {
    new Brokers(proofs, List.of(broker("left", one), broker("right", two)));
  }

  @Test
  void aBrokersTrustedIssuerMustBeKnown() {
    ProofVerifier none = new ProofVerifier(List.of(), clock, new Events());
    Expect.illegal("broker b", () -> new Brokers(none, List.of(broker("b", "edge:1"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "edge*", "edge:*:x", "ed*ge", "edge:**", "*:edge:*", "", " "})
  void otherPatternsAreRefused(String subject) {
    Expect.illegal("subject", () -> broker("b", subject));
  }

  @Test
  void aBrokerWithoutBoundsIsRefused() {
    List<String> subjects = List.of("edge:1");
    Map<String, List<String>> attributes = Map.of("org", List.of("*"));
    List<String> audiences = List.of("*");
    Expect.illegal(
        "subjects is missing",
        () -> Broker.of("b", cluster, List.of(), attributes, audiences, HOUR, WEEK));
    Expect.illegal(
        "attributes is missing",
        () -> Broker.of("b", cluster, subjects, Map.of(), audiences, HOUR, WEEK));
    Expect.illegal(
        "audiences is missing",
        () -> Broker.of("b", cluster, subjects, attributes, List.of(), HOUR, WEEK));
    Expect.illegal(
        "an audience must not contain control characters, nor others that nobody sees (here U+200B)",
        () -> Broker.of("b", cluster, subjects, attributes, List.of("a", "b\u200b"), HOUR, WEEK));
    Expect.illegal(
        "max-ttl must be between 60 and 3600",
        () -> Broker.of("b", cluster, subjects, attributes, audiences, HOUR.plusSeconds(1), WEEK));
    Expect.illegal(
        "max-expires-in must be between 60 and 604800",
        () -> Broker.of("b", cluster, subjects, attributes, audiences, HOUR, WEEK.plusSeconds(1)));
    Expect.illegal(
        "attributes.org needs a value",
        () -> Broker.of("b", cluster, subjects, Map.of("org", List.of()), audiences, HOUR, WEEK));
    for (String nothing : List.of("", " ", "list:", "list: ")) {
      Map<String, List<String>> rules = Map.of("org", List.of("a", nothing));
      Expect.illegal(
          "attributes.org needs a value",
          () -> Broker.of("b", cluster, subjects, rules, audiences, HOUR, WEEK));
    }
    Expect.illegal(
        "attributes.org must not contain",
        () ->
            Broker.of(
                "b", cluster, subjects, Map.of("org", List.of("a\u200b")), audiences, HOUR, WEEK));
    Expect.illegal(
        "attributes.org may have a *",
        () ->
            Broker.of(
                "b", cluster, subjects, Map.of("org", List.of("a*b")), audiences, HOUR, WEEK));
    Expect.illegal(
        "workload.sub",
        () ->
            Broker.of("b", cluster, subjects, Map.of("sub", List.of("*")), audiences, HOUR, WEEK));
  }

  private Entitlement entitle(String attribute, AttributeValue value) {
    return broker("b", "edge:1").entitle(Workload.of(Map.of(attribute, value)));
  }

  @Test
  void aBrokerVouchesForWhatItsRulesAllow() {
    entitle("region", new AttributeValue.Text("eu-west-1"));
    entitle("region", new AttributeValue.Text("local"));
    entitle("teams", new AttributeValue.Texts(List.of("edge-1", "core")));
    entitle("teams", new AttributeValue.Text("one"));
    entitle("org", new AttributeValue.Flag(true));
    Entitlement entitlement = entitle("replicas", new AttributeValue.Whole(3));
    assertEquals("broker b", entitlement.grantedBy());
    assertEquals(HOUR, entitlement.maxTtl());
    assertEquals(List.of("sts.amazonaws.com"), entitlement.audiences().sorted());
  }

  @Test
  void aBrokerVouchesForNothingElse() {
    outside("region", new AttributeValue.Text("us-east-1"));
    outside("region", new AttributeValue.Text("localhost"));
    outside("region", new AttributeValue.Text("EU-west-1"));
    outside("region", new AttributeValue.Texts(List.of("eu-west-1", "us-east-1")));
    outside("region", new AttributeValue.Texts(List.of("eu-west-1")));
    outside("org", new AttributeValue.Texts(List.of("any")));
    outside("teams", new AttributeValue.Texts(List.of("edge-1", "one")));
    outside("teams", new AttributeValue.Text("core"));
    outside("teams", new AttributeValue.Text("list:core"));
    outside("teams", new AttributeValue.Text("edge-1"));
    outside("replicas", new AttributeValue.Whole(33));
    outside("app", new AttributeValue.Text("checkout"));
  }

  private void outside(String attribute, AttributeValue value) {
    Problem problem =
        Expect.problem(Problem.Kind.FORBIDDEN, "broker b", () -> entitle(attribute, value));
    assertEquals(Optional.of("workload." + attribute), problem.member());
  }
}
