package io.vouchsafe.agent.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.Trust;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LintRulesTest {
  private static final String HOST = "id.example.com";

  private static Authority authority;

  @TempDir static Path folder;

  @BeforeAll
  static void makeAnAuthority() {
    authority = Authority.create(folder, HOST);
  }

  /** How an issuer is broken so that each rule finds it, and nothing else does. */
  private static final Map<String, Consumer<Scene>> FAULTS = faults();

  private static Map<String, Consumer<Scene>> faults() {
    Map<String, Consumer<Scene>> faults = new LinkedHashMap<>();
    ofIssuer(faults);
    ofDiscovery(faults);
    ofJwks(faults);
    ofKeys(faults);
    ofHttp(faults);
    return faults;
  }

  private static void ofIssuer(Map<String, Consumer<Scene>> faults) {
    faults.put("issuer-http", it -> it.rename("http://id.example.com"));
    faults.put("issuer-query", it -> it.rename("https://id.example.com?org=acme"));
    faults.put("issuer-port", it -> it.rename("https://id.example.com:443"));
    faults.put("issuer-slash", it -> it.rename("https://id.example.com/"));
    faults.put(
        "issuer-long",
        it -> it.rename("https://" + "a-label-of-24-characters.".repeat(10) + "com"));
  }

  private static void ofDiscovery(Map<String, Consumer<Scene>> faults) {
    faults.put("discovery-missing", it -> it.server.statuses.put(IssuerServer.DISCOVERY, 404));
    faults.put("discovery-json", it -> it.server.texts.put(IssuerServer.DISCOVERY, "[]"));
    faults.put("discovery-issuer", it -> it.server.discovery.put("issuer", Scene.ISSUER + "/"));
    faults.put("jwks-uri", it -> it.server.discovery.remove("jwks_uri"));
    faults.put(
        "jwks-uri-http",
        it -> it.server.discovery.put("jwks_uri", "http://id.example.com/jwks.json"));
    faults.put("discovery-members", it -> it.server.discovery.remove("subject_types_supported"));
    faults.put(
        "discovery-endpoint-empty", it -> it.server.discovery.put("authorization_endpoint", ""));
    faults.put("discovery-rs256", it -> algorithms(it, "ES256"));
    faults.put("discovery-algorithms", it -> algorithms(it, "RS256"));
    faults.put("discovery-claims", it -> it.server.discovery.remove("claims_supported"));
  }

  private static void algorithms(Scene scene, String... listed) {
    ArrayNode list = scene.server.discovery.putArray("id_token_signing_alg_values_supported");
    Stream.of(listed).forEach(list::add);
  }

  private static void ofJwks(Map<String, Consumer<Scene>> faults) {
    faults.put("jwks-missing", it -> it.server.statuses.put(IssuerServer.JWKS, 401));
    faults.put("jwks-json", it -> it.server.texts.put(IssuerServer.JWKS, "{}"));
    faults.put("jwks-empty", it -> it.server.jwks.putArray("keys"));
    faults.put("jwks-many-aws", it -> it.server.jwks.setAll(IssuerKeys.many(101)));
    faults.put("jwks-many-oracle", it -> it.server.jwks.setAll(IssuerKeys.many(11)));
    faults.put("kid-missing", it -> it.rsa().remove("kid"));
    faults.put("kid-twice", it -> it.rsa().set("kid", it.ec().get("kid")));
    faults.put("no-rsa-key", it -> ((ArrayNode) it.server.jwks.get("keys")).remove(0));
    faults.put(
        "no-google-key",
        it -> {
          it.server.jwks.putArray("keys").add(IssuerKeys.ec(Curve.P_384, JWSAlgorithm.ES384));
          algorithms(it, "RS256", "ES384");
        });
  }

  private static void ofKeys(Map<String, Consumer<Scene>> faults) {
    faults.put("key-private", it -> it.rsa().put("d", "AQAB"));
    faults.put("key-ops", it -> it.rsa().putArray("key_ops").add("verify"));
    faults.put("key-members-google", it -> it.rsa().put("x5t", "AQAB"));
    faults.put("key-alg", it -> it.rsa().remove("alg"));
    faults.put("key-alg-other", it -> it.rsa().put("alg", "ES256"));
    faults.put(
        "key-alg-aws",
        it -> {
          it.rsa().put("alg", "PS256");
          algorithms(it, "RS256", "PS256", "ES256");
        });
    faults.put("key-use", it -> it.rsa().remove("use"));
    faults.put("key-small", it -> it.rsa().setAll(IssuerKeys.rsa(1024)));
    faults.put("key-large", it -> it.rsa().put("n", IssuerKeys.number(8192)));
    faults.put("key-broken", it -> it.ec().set("x", it.ec().get("y")));
    faults.put(
        "key-coordinates", it -> it.ec().put("x", IssuerKeys.padded(it.ec().path("x").asText())));
    faults.put(
        "key-modulus", it -> it.rsa().put("n", IssuerKeys.padded(it.rsa().path("n").asText())));
  }

  private static void ofHttp(Map<String, Consumer<Scene>> faults) {
    faults.put("slow", it -> it.each = Duration.ofMillis(5001));
    faults.put("slowish", it -> it.each = Duration.ofMillis(1001));
    faults.put(
        "redirect",
        it -> {
          it.server.redirects.put(IssuerServer.DISCOVERY, "/elsewhere");
          it.server.texts.put("/elsewhere", it.server.discovery.toString());
        });
    faults.put("content-type", it -> it.server.headers.put("Content-Type", "text/plain"));
    faults.put("cache-none", it -> it.server.headers.put("Cache-Control", "no-cache"));
    faults.put("cache-long", it -> it.server.headers.put("Cache-Control", "max-age=172800"));
    faults.put("etag", it -> it.server.headers.remove("ETag"));
    faults.put("cors", it -> it.server.headers.remove("Access-Control-Allow-Origin"));
    faults.put(
        "gzip",
        it -> {
          it.server.jwks.setAll(IssuerKeys.many(10));
          it.server.packs = false;
        });
    faults.put("gzip-unasked", it -> it.server.packsUnasked = true);
    faults.put("large", it -> it.server.discovery.put("more", "x".repeat(70_000)));
  }

  /** What one fault is for several rules. */
  private static final Map<String, Set<String>> TOGETHER =
      Map.of(
          "jwks-many-aws", Set.of("jwks-many-aws", "jwks-many-oracle"),
          "discovery-rs256", Set.of("discovery-rs256", "discovery-algorithms"),
          "no-google-key", Set.of("no-google-key", "no-rsa-key"),
          "key-ops", Set.of("key-ops", "key-members-google"));

  @Test
  void aGoodIssuerHasNoFinding() throws Fault {
    try (Scene scene = Scene.plain()) {
      assertEquals(Set.of(), scene.findings());
    }
  }

  static Set<String> broken() {
    return FAULTS.keySet();
  }

  @ParameterizedTest
  @MethodSource("broken")
  void eachFaultIsFoundByItsRuleAlone(String rule) throws Fault {
    try (Scene scene = Scene.plain()) {
      FAULTS.get(rule).accept(scene);

      assertEquals(TOGETHER.getOrDefault(rule, Set.of(rule)), scene.findings());
    }
  }

  @Test
  void eachRuleHasItsTest() {
    Set<String> tested = new TreeSet<>(FAULTS.keySet());
    tested.addAll(CERTIFICATES);
    tested.add("discovery-before-path");

    List<String> rules = Rule.all().stream().map(Rule::id).toList();
    assertEquals(tested, new TreeSet<>(rules));
    assertEquals(tested.size(), rules.size());
    assertTrue(
        Rule.all().stream()
            .noneMatch(rule -> rule.source().isBlank() || rule.concerns().isEmpty()));
  }

  @Test
  void otherFormsOfAFaultAreFoundToo() throws Fault {
    expect("discovery-issuer", it -> it.server.discovery.put("issuer", "https://other.example"));
    expect("discovery-issuer", it -> it.server.discovery.remove("issuer"));
    expect("jwks-uri", it -> it.server.discovery.put("jwks_uri", "ftp://id.example.com/jwks"));
    expect("jwks-uri", it -> it.server.discovery.put("jwks_uri", "/jwks.json"));
    expect("jwks-missing", it -> it.server.discovery.put("jwks_uri", Scene.ISSUER + "/nowhere"));
    expect("cache-none", it -> it.server.headers.put("Cache-Control", "no-store, max-age=300"));
    expect("etag", it -> it.server.knowsTags = false);
    expect("key-broken", it -> it.rsa().remove("n"));
    expect("key-private", it -> it.ec().put("d", "AQAB"));
  }

  @Test
  void vaultTakesAJwksWithHttp() throws Fault {
    try (Scene scene = Scene.plain()) {
      scene.server.discovery.put("jwks_uri", "http://id.example.com/jwks.json");

      assertFalse(scene.report(Set.of(RelyingParty.VAULT)).isRefused());
      assertTrue(scene.report(Set.of(RelyingParty.KUBERNETES)).isRefused());
    }
  }

  private static void expect(String rule, Consumer<Scene> fault) throws Fault {
    try (Scene scene = Scene.plain()) {
      fault.accept(scene);
      assertTrue(scene.findings().contains(rule), rule);
    }
  }

  @Test
  void anIssuerWithAPathAnswersInBothForms() throws Fault {
    try (Scene scene = Scene.at("/org/acme")) {
      assertEquals(Set.of(), scene.findings());

      scene.server.answersBeforePath = false;
      assertEquals(Set.of("discovery-before-path"), scene.findings());
    }
  }

  private static final List<String> CERTIFICATES =
      List.of(
          "certificate-expired",
          "certificate-ends-soon",
          "certificate-host",
          "certificate-chain",
          "certificate-authority",
          "certificate-private",
          "certificate-private-aws");

  private static Scene trusted(int shown) throws Exception {
    Scene scene = Scene.tls(authority.showing(shown));
    scene.authorities = new Authorities(Trust.of(authority.root()), Optional.empty());
    return scene;
  }

  @Test
  void aCertificateOfAPublicAuthorityIsFine() throws Exception {
    try (Scene scene = trusted(2)) {
      assertEquals(Set.of(), scene.findings());
    }
  }

  @Test
  void aCertificateHasATime() throws Exception {
    try (Scene scene = trusted(2)) {
      scene.now = scene.now.plus(Duration.ofDays(80));
      assertEquals(Set.of("certificate-ends-soon"), scene.findings());
      scene.now = scene.now.plus(Duration.ofDays(20));
      assertEquals(Set.of("certificate-expired"), scene.findings());
      scene.now = scene.now.minus(Duration.ofDays(120));
      assertEquals(Set.of("certificate-expired"), scene.findings());
    }
  }

  @Test
  void aCertificateIsForTheHost() throws Exception {
    try (Scene scene = trusted(2)) {
      scene.rename("https://other.example.com");
      scene.server.discovery.put("jwks_uri", "https://other.example.com/jwks.json");
      assertEquals(Set.of("certificate-host"), scene.findings());
    }
  }

  @Test
  void aChainWithoutItsIntermediateIsFound() throws Exception {
    try (Scene scene = trusted(1)) {
      assertEquals(Set.of("certificate-chain"), scene.findings());
    }
  }

  @Test
  void anAuthorityThatNobodyKnowsIsFound() throws Exception {
    try (Scene scene = Scene.tls(authority.showing(3))) {
      assertEquals(Set.of("certificate-authority"), scene.findings());
    }
  }

  @Test
  void anAuthorityOfOnesOwnIsAMatterOfSettings() throws Exception {
    try (Scene scene = Scene.tls(authority.showing(2))) {
      scene.authorities =
          new Authorities(scene.authorities.everyones(), Optional.of(Trust.of(authority.root())));
      assertEquals(Set.of("certificate-private", "certificate-private-aws"), scene.findings());
      assertFalse(scene.report(Set.of(RelyingParty.AWS, RelyingParty.VAULT)).isRefused());
      assertTrue(scene.report(Set.of(RelyingParty.GOOGLE)).isRefused());
    }
  }
}
