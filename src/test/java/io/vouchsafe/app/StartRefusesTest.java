package io.vouchsafe.app;

import static io.vouchsafe.testing.StartSettings.BROKER;
import static io.vouchsafe.testing.StartSettings.ISSUER;
import static io.vouchsafe.testing.StartSettings.KEYS;
import static io.vouchsafe.testing.StartSettings.TRUSTED;
import static io.vouchsafe.testing.StartSettings.VAULT;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import io.vouchsafe.testing.ServerCertificate;
import io.vouchsafe.testing.StartSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What cannot work stops the start, in one sentence that names the property and the reason. How the
 * process ends then is {@code StartRefusesIT}'s.
 */
class StartRefusesTest {
  @TempDir static Path folder;
  private static Vertx vertx;
  private static Path certificate;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    certificate =
        ServerCertificate.create(folder.resolve("server.p12")).writeTo(folder.resolve("tls.crt"));
  }

  @AfterAll
  static void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** A start, made of the good one by changes, and what it has to say. */
  private static final class Start {
    private final String name;
    private final StartSettings settings = StartSettings.good(folder);
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> said = new ArrayList<>();

    Start(String name) {
      this.name = name;
    }

    Start with(String property, String value) {
      settings.with(property, value);
      return this;
    }

    Start without(String prefix) {
      settings.without(prefix);
      return this;
    }

    Start withEnvironment(String variable, String value) {
      environment.put(variable, value);
      return this;
    }

    /** What the message has to hold: the property, and words of the reason. */
    Start says(String... words) {
      said.addAll(List.of(words));
      return this;
    }

    private void run() {
      StartInJvm.check(vertx, settings.properties(), environment);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Start start(String name) {
    return new Start(name);
  }

  private static Start issuerUrl(String name, String url, String reason) {
    return start("issuer " + name).with(ISSUER + "issuer", url).says(ISSUER + "issuer", reason);
  }

  private static Start key(String property, String value, String... reasons) {
    return start(property + " " + value)
        .with(KEYS + property, value)
        .says(KEYS + property)
        .says(reasons);
  }

  private static Start second(String name, String url, String prefix) {
    return start(name)
        .with("vouchsafe.issuers.second.issuer", url)
        .with("vouchsafe.issuers.second.key-prefix", prefix);
  }

  private static List<Start> refused() {
    return List.of(
        start("no issuer at all").without(ISSUER).says(ISSUER + "issuer", "missing"),
        start("no issuer URL").without(ISSUER + "issuer").says(ISSUER + "issuer", "required"),
        issuerUrl("http", "http://id.example.com", "must be https"),
        issuerUrl("query", "https://id.example.com?a=b", "no query"),
        issuerUrl("fragment", "https://id.example.com#a", "no fragment"),
        issuerUrl("user", "https://me@id.example.com", "user information"),
        issuerUrl("trailing slash", "https://id.example.com/", "slash"),
        issuerUrl("trailing slash of a path", "https://id.example.com/a/", "slash"),
        issuerUrl("relative", "id.example.com", "absolute"),
        issuerUrl("not a URL", "https://id example", "Illegal character"),
        issuerUrl("odd path", "https://id.example.com/%61", "plain segments"),
        key("announce-for", "12h", "max-published-age"),
        key("retire-after", "1h", "living token"),
        key("rotate-every", "2d", "announce-for + retire-after"),
        key("max-ring-age", "29s", "refresh"),
        key("max-published-age", "4m", "max-ring-age"),
        key("clock-error", "1s", "whole seconds"),
        key("grant.retire-after", "7d", "living token"),
        key("grant.announce-for", "12h", "max-published-age"),
        key("refresh", "0s", "more than zero"),
        key("refresh", "soon", "soon"),
        key("max-ttl", "61m", "3600"),
        key("max-ttl", "999ms", "between 1 and 3600"),
        start("default ttl above max")
            .with(ISSUER + "default-ttl", "2h")
            .says(ISSUER + "default-ttl", "3600"),
        start("audience ttl above max")
            .with(ISSUER + "audiences.\"a.example\".max-ttl", "2h")
            .says(ISSUER + "audiences.\"a.example\".max-ttl", "3600"),
        start("template without attribute")
            .with(ISSUER + "subject", "everybody")
            .says(ISSUER + "subject", "no attribute"),
        start("broker without attributes")
            .without(BROKER + "attributes")
            .says(BROKER.substring(0, BROKER.length() - 1), "attributes is missing"),
        start("broker without audiences")
            .without(BROKER + "audiences")
            .says(BROKER + "audiences", "required"),
        start("broker without subjects")
            .without(BROKER + "subjects")
            .says(BROKER + "subjects", "required"),
        start("broker for too long")
            .with(BROKER + "max-expires-in", "8d")
            .says("brokers.control", "max-expires-in"),
        start("grants not before no instant")
            .with(BROKER + "grants-not-before", "yesterday")
            .says(BROKER + "grants-not-before", "must be an instant, such as 2026-11-01T12:00:00Z"),
        start("revoked grants at no mount")
            .with("vouchsafe.caller.revocation.mount", "/revoked")
            .says("vouchsafe.caller.revocation.mount", "must be a path such as revoked"),
        start("proof without audience")
            .without(TRUSTED + "audience")
            .says(TRUSTED + "audience", "required"),
        start("unknown trusted issuer")
            .with(BROKER + "trusted-issuer", "nobody")
            .says(BROKER + "trusted-issuer", "nobody"),
        start("two trusted issuers that are one")
            .with(ISSUER + "trusted-issuers.other.issuer", "https://control.example")
            .with(ISSUER + "trusted-issuers.other.audience", "vouchsafe")
            .says(ISSUER + "trusted-issuers", "control", "other", "told apart"),
        start("two brokers that overlap")
            .with(BROKER + "subjects", "edge/*")
            .with(ISSUER + "brokers.edge.trusted-issuer", "control")
            .with(ISSUER + "brokers.edge.subjects", "edge/eu/*")
            .with(ISSUER + "brokers.edge.audiences", "*")
            .with(ISSUER + "brokers.edge.attributes.org", "*")
            .with(ISSUER + "brokers.edge.attributes.app", "*")
            .with(ISSUER + "brokers.edge.attributes.deployment", "*")
            .says(ISSUER + "brokers", "control and edge", "in common"),
        second("two issuers at one path", "https://other.example.com", "second")
            .says("vouchsafe.issuers.second.issuer", "same path"),
        second("two issuers with one prefix", "https://id.example.com/second", "vouchsafe")
            .says("vouchsafe.issuers.second.key-prefix", "default"),
        start("no RS256").with(ISSUER + "algorithms", "ES256").says(ISSUER + "algorithms", "RS256"),
        start("HS256").with(ISSUER + "algorithms", "HS256").says(ISSUER + "algorithms", "HS256"),
        start("profile of another algorithm")
            .with(ISSUER + "algorithms", "RS256")
            .with(ISSUER + "audiences.\"a.example\".algorithm", "ES256")
            .says(ISSUER + "audiences.\"a.example\".algorithm", "ES256"),
        start("no Vault").without(VAULT + "url").says(VAULT + "url", "must be set"),
        start("no login")
            .without(VAULT + "authentication")
            .says("no way to log in", VAULT + "authentication.kubernetes.auth-mount-path"),
        start("half a login")
            .without(VAULT + "authentication")
            .with(VAULT + "authentication.app-role.role-id", "role")
            .says(VAULT + "authentication.app-role.role-id", "secret-id"),
        start("unknown setting").with(KEYS + "refersh", "5s").says(KEYS + "refersh"),
        start("unknown setting of an issuer").with(ISSUER + "tll", "5s").says(ISSUER + "tll"),
        start("unknown room")
            .with("vouchsafe.key.refresh", "5s")
            .says("unknown setting vouchsafe.key.refresh; did you mean vouchsafe.keys.refresh?"),
        start("one port for both")
            .with("quarkus.http.port", "18080")
            .with("quarkus.management.port", "18080")
            .says("quarkus.management.port", "quarkus.http.port"),
        start("one port for both with TLS")
            .with("quarkus.http.tls-configuration-name", "public")
            .with("quarkus.http.ssl-port", "18443")
            .with("quarkus.management.port", "18443")
            .says("quarkus.management.port", "quarkus.http.ssl-port"),
        start("a setting that changes every token")
            .with("smallrye.jwt.new-token.issuer", "https://other.example")
            .says("smallrye.jwt.new-token.issuer", "every token"),
        start("default audience that is an issuer")
            .with(ISSUER + "default-audience", "https://id.example.com")
            .says(ISSUER + "default-audience", "issuer"),
        start("default audience that proofs are for")
            .with(ISSUER + "default-audience", "vouchsafe")
            .says(ISSUER + "default-audience", "proofs"),
        start("no jwks-file")
            .with(TRUSTED + "jwks-file", "/does/not/exist.json")
            .says(TRUSTED + "jwks-file", "/does/not/exist.json"),
        start("https without TLS and without a proxy")
            .without("vouchsafe.http.behind-proxy")
            .says("vouchsafe.http.proxies", "default is https", "behind-proxy=true", "key-store"),
        start("https with TLS for operators alone")
            .without("vouchsafe.http.behind-proxy")
            .with("quarkus.tls.operators.key-store.pem.0.cert", "tls.crt")
            .with("quarkus.management.tls-configuration-name", "operators")
            .says("vouchsafe.http.proxies", "default is https"),
        start("rotation all the time")
            .with("vouchsafe.rotation.mode", "only")
            .with("vouchsafe.rotation.every", "0s")
            .says("vouchsafe.rotation.every", "more than zero"),
        start("pool without connections")
            .with("vouchsafe.transit.pool-size", "0")
            .says("vouchsafe.transit.pool-size"),
        start("body limit of nothing")
            .with("vouchsafe.http.max-body", "0")
            .says("vouchsafe.http.max-body"));
  }

  private static List<Start> taken() {
    return List.of(
        start("good"),
        start("http where it is allowed")
            .with(ISSUER + "issuer", "http://id.internal")
            .with(ISSUER + "allow-http", "true"),
        start("https behind a proxy that is known")
            .without("vouchsafe.http.behind-proxy")
            .with("vouchsafe.http.proxies", "127.0.0.1"),
        start("https with a certificate")
            .without("vouchsafe.http.behind-proxy")
            .withEnvironment("QUARKUS_TLS_KEY_STORE_PEM_0_CERT", certificate.toString()),
        start("https with a certificate that has a name")
            .without("vouchsafe.http.behind-proxy")
            .with("quarkus.http.tls-configuration-name", "public")
            .with("quarkus.tls.public.key-store.pem.0.cert", certificate.toString()),
        start("a port with the number of one that is not open")
            .with("quarkus.http.ssl-port", "18443")
            .with("quarkus.management.port", "18443"),
        start("https that nobody is served with")
            .without("vouchsafe.http.behind-proxy")
            .with("vouchsafe.rotation.mode", "once"),
        start("http on loopback, without a proxy")
            .without("vouchsafe.http.behind-proxy")
            .with(ISSUER + "issuer", "http://127.0.0.1:8080"),
        start("http on loopback").with(ISSUER + "issuer", "http://127.0.0.1:8080"),
        second("several issuers", "https://id.example.com/second", "second")
            .withEnvironment("VOUCHSAFE_URL", "http://localhost:8080"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void whatCannotWorkStopsTheStartAndIsNamed(Start start) {
    RuntimeException refusal = assertThrows(RuntimeException.class, start::run);

    for (String word : start.said) {
      assertTrue(
          refusal.getMessage().contains(word),
          () -> "does not say '" + word + "': " + refusal.getMessage());
    }
    assertInstanceOf(ConfigurationException.class, rootOf(refusal), "Quarkus would print a stack");
  }

  private static Throwable rootOf(Throwable failure) {
    return failure.getCause() == null ? failure : rootOf(failure.getCause());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("taken")
  void whatCanWorkIsTaken(Start start) {
    start.run();
  }
}
