package io.vouchsafe.app;

import static io.vouchsafe.testing.StartSettings.BROKER;
import static io.vouchsafe.testing.StartSettings.ISSUER;
import static io.vouchsafe.testing.StartSettings.KEYS;
import static io.vouchsafe.testing.StartSettings.TRUSTED;
import static io.vouchsafe.testing.StartSettings.VAULT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.config.ConfigFault;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** A start names all faults, and nothing that only follows from another fault. */
class AllFaultsTest extends JudgedStart {
  private static final Path EXAMPLE = Path.of("docs", "example", "application.properties");

  private void assertFaultsAre(String... properties) {
    List<ConfigFault> faults = faults();

    assertEquals(
        Arrays.stream(properties).sorted().toList(),
        faults.stream().map(ConfigFault::property).sorted().toList(),
        faults::toString);
  }

  @Test
  void theMeaningOfEachRoomIsJudgedWhateverBecameOfTheOthers() {
    settings
        .with(KEYS + "announce-for", "1h")
        .with("vouchsafe.transit.pool-size", "0")
        .with("vouchsafe.transit.mount", "/transit")
        .with("vouchsafe.signing.ec.batch", "0")
        .with("vouchsafe.signing.verify-one-in", "0")
        .with("vouchsafe.http.max-body", "0")
        .with("vouchsafe.http.rates.grant", "0")
        .with("vouchsafe.http.proxies", "everybody")
        .with("vouchsafe.http.connection.max", "0")
        .with("vouchsafe.rotation.mode", "on")
        .with("vouchsafe.rotation.every", "0s")
        .with("vouchsafe.ring.snapshot", "/nowhere/ring.json")
        .with(VAULT + "tls.ca-cert", "/nowhere/ca.pem")
        .with(ISSUER + "issuer", "https://id.example.com/")
        .with(ISSUER + "subject", "everybody")
        .with(ISSUER + "extra-jwks", "/nowhere/jwks.json")
        .with("quarkus.scheduler.enabled", "false");

    assertFaultsAre(
        KEYS + "announce-for",
        "vouchsafe.transit.pool-size",
        "vouchsafe.transit.mount",
        "vouchsafe.signing.ec.batch",
        "vouchsafe.signing.verify-one-in",
        "vouchsafe.http.max-body",
        "vouchsafe.http.rates.grant",
        "vouchsafe.http.proxies",
        "vouchsafe.http.connection.max",
        "vouchsafe.rotation.every",
        "vouchsafe.rotation.authentication",
        "vouchsafe.ring.snapshot",
        VAULT + "tls.ca-cert",
        ISSUER + "issuer",
        ISSUER + "subject",
        ISSUER + "extra-jwks",
        "quarkus.scheduler.enabled");
  }

  @Test
  void theRulesForProofsAreJudged() {
    settings
        .with(TRUSTED + "types", "at+jwt,Grant+JWT")
        .with(TRUSTED + "authorized-parties[0]", " ")
        .with(TRUSTED + "max-life", "25h");

    assertFaultsAre(TRUSTED + "types", TRUSTED + "authorized-parties", TRUSTED + "max-life");
  }

  @Test
  void aBrokerThatCannotFillTheSubjectIsAFault() {
    settings.without(BROKER + "attributes.deployment").with(BROKER + "attributes.org", "list:*");

    assertFaultsAre(BROKER + "attributes");
  }

  @Test
  void everyBoundOfOneRoomIsSaid() {
    settings
        .with(KEYS + "announce-for", "1h")
        .with(KEYS + "max-ring-age", "1s")
        .with(KEYS + "grant.announce-for", "1h")
        .with("vouchsafe.transit.pool-size", "0")
        .with("vouchsafe.transit.max-waiting", "-1")
        .with("vouchsafe.signing.ec.batch", "0")
        .with("vouchsafe.signing.rsa.calls", "0")
        .with("vouchsafe.http.max-body", "0")
        .with("vouchsafe.http.body-rate", "0")
        .with("vouchsafe.http.rates.peer", "0")
        .with("vouchsafe.http.rates.issuer", "0")
        .with("vouchsafe.http.max-tokens", "0")
        .with("vouchsafe.http.checks-at-once", "0")
        .with("vouchsafe.http.connection.max-heads", "1")
        .with("vouchsafe.http.connection.idle-timeout", "1ms");

    assertFaultsAre(
        KEYS + "announce-for",
        KEYS + "max-ring-age",
        KEYS + "grant.announce-for",
        "vouchsafe.transit.pool-size",
        "vouchsafe.transit.max-waiting",
        "vouchsafe.signing.ec.batch",
        "vouchsafe.signing.rsa.calls",
        "vouchsafe.http.max-body",
        "vouchsafe.http.body-rate",
        "vouchsafe.http.rates.peer",
        "vouchsafe.http.rates.issuer",
        "vouchsafe.http.max-tokens",
        "vouchsafe.http.checks-at-once",
        "vouchsafe.http.connection.max-heads",
        "vouchsafe.http.connection.idle-timeout");
  }

  @Test
  void everyBoundOfABrokerAndOfAnIssuerIsSaid() {
    String broker = BROKER.substring(0, BROKER.length() - 1);
    settings
        .with(BROKER + "subjects", "a*,b*c")
        .with(BROKER + "attributes.org", "a*b")
        .with(BROKER + "attributes.email", "*")
        .with(BROKER + "max-ttl", "2h")
        .with(ISSUER + "default-ttl", "2h")
        .with(ISSUER + "audiences.\"a b\".max-ttl", "2h");

    assertFaultsAre(
        broker,
        broker,
        broker,
        broker,
        broker,
        ISSUER + "default-ttl",
        ISSUER + "audiences.\"a b\".max-ttl");
  }

  @Test
  void formAndMeaningAreJudgedInTheSameGo() {
    settings
        .with(KEYS + "refresh", "soon")
        .with(KEYS + "refersh", "1s")
        .with(BROKER + "max-ttl", "2h")
        .with(ISSUER + "subject", "everybody");

    assertFaultsAre(
        KEYS + "refresh",
        KEYS + "refersh",
        BROKER.substring(0, BROKER.length() - 1),
        ISSUER + "subject");
  }

  @Test
  void aBrokerOfATrustedIssuerWithAFaultIsNotBlamedForIt() {
    settings.without(TRUSTED + "audience");
    assertFaultsAre(TRUSTED + "audience");

    settings.with(TRUSTED + "audience", "vouchsafe").with(TRUSTED + "trust-domain", "a.example");
    assertFaultsAre(TRUSTED.substring(0, TRUSTED.length() - 1));
  }

  @Test
  void whoATrustedIssuerIsAndWhereItsKeysAreAreJudgedSideBySide() {
    settings
        .with(TRUSTED + "trust-domain", "a.example")
        .with(TRUSTED + "jwks-file", "/nowhere/jwks.json");

    assertFaultsAre(TRUSTED.substring(0, TRUSTED.length() - 1), TRUSTED + "jwks-file");
  }

  @Test
  void anIssuerWithoutItsUrlIsOneFault() {
    settings.with(ISSUER + "issuer", "https://id example");

    assertFaultsAre(ISSUER + "issuer");
  }

  @Test
  void oneUrlOfVaultThatIsNoneIsOneFault() {
    settings.with(VAULT + "url", "vault");

    assertFaultsAre(VAULT + "url");
  }

  @Test
  void whatIsNoFileAndWhatIsNoCertificateAreJudgedBesideTheRest() {
    settings
        .with("quarkus.http.tls-configuration-name", "pubic")
        .with("quarkus.management.tls-configuration-name", "operators")
        .with("quarkus.tls.public.key-store.pem.0.cert", folder.toString())
        .with("quarkus.tls.public.key-store.pem.0.key", "/nowhere/tls.key")
        .with(VAULT + "tls.ca-cert", folder.resolve("jwks.json").toString())
        .with(TRUSTED + "jwks-file", folder.toString())
        .with(TRUSTED + "ca-file", "/nowhere/ca.pem");

    assertFaultsAre(
        "quarkus.http.tls-configuration-name",
        "quarkus.management.tls-configuration-name",
        "quarkus.tls.public.key-store.pem.0.cert",
        "quarkus.tls.public.key-store.pem.0.key",
        VAULT + "tls.ca-cert",
        TRUSTED.substring(0, TRUSTED.length() - 1),
        TRUSTED + "jwks-file",
        TRUSTED + "ca-file");
  }

  @Test
  void aFolderIsNoAuthorityOfVault() {
    settings.with(VAULT + "tls.ca-cert", folder.toString());

    assertFaultsAre(VAULT + "tls.ca-cert");
  }

  @Test
  void issuersAreJudgedSideBySide() {
    settings
        .with(ISSUER + "subject", "everybody")
        .with("vouchsafe.issuers.second.issuer", "https://id.example.com/second")
        .with("vouchsafe.issuers.second.key-prefix", "second")
        .with("vouchsafe.issuers.second.subject", "all")
        .with("vouchsafe.issuers.third.issuer", "https://id.example.com/third");

    assertFaultsAre(
        ISSUER + "subject",
        "vouchsafe.issuers.second.subject",
        "vouchsafe.issuers.third.key-prefix");
  }

  @Test
  void theExampleOfTheDocumentationHasNone() throws IOException {
    Properties example = new Properties();
    try (Reader file = Files.newBufferedReader(EXAMPLE)) {
      example.load(file);
    }
    Map<String, String> properties = new HashMap<>();
    example.stringPropertyNames().forEach(name -> properties.put(name, example.getProperty(name)));

    check(properties);

    assertTrue(
        properties.containsKey(ISSUER + "audiences.\"https://api.example.com\".algorithm"),
        "the example shows a colon in a name");
  }

  @Test
  void aListOfRevokedGrantsMayNotTakeSoLongThatItIsTooOld() {
    String revocation = "vouchsafe.caller.revocation.";
    settings.with(revocation + "mount", "revoked").with(KEYS + "max-ring-age", "35s");
    assertFaultsAre(revocation + "timeout");
  }
}
