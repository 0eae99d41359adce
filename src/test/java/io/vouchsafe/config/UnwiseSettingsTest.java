package io.vouchsafe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is legal and unwise, and files that would be left out without a word. */
class UnwiseSettingsTest {
  private static final String ISSUER = "vouchsafe.issuers.default.issuer";
  private static final String LOCATIONS = "quarkus.config.locations";

  @TempDir Path folder;

  private static Faults faults(String name, String value) {
    Map<String, String> settings = new HashMap<>();
    if (name.equals(ISSUER)) {
      settings.putAll(brokers("{org}", Map.of("control", "org")));
    }
    settings.put(name, value);
    return faults(settings);
  }

  private static Faults faults(Map<String, String> properties) {
    return CheckedSettings.faults(properties, Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "vouchsafe.http.proxies, '10.0.0.0/8,0.0.0.0/0'",
    "vouchsafe.http.proxies, ::/0",
    ISSUER + ", https://id.example.com:8443",
    ISSUER + ", http://id.example.com",
  })
  void whatIsUnwiseIsAWarningAndNoFault(String name, String value) {
    Faults faults = faults(name, value);

    assertEquals(List.of(name), faults.warnings().stream().map(ConfigFault::property).toList());
    faults.refuse();
  }

  @ParameterizedTest
  @CsvSource({
    "quarkus.vault.url, https://vault.example.com:8200",
    "quarkus.vault.url, http://127.0.0.1:8200",
    "vouchsafe.vault.nodes, 'http://127.0.0.1:8200,https://vault-1.example.com'",
    "quarkus.vault.tls.skip-verify, false",
    "vouchsafe.http.proxies, 10.0.0.0/8",
    ISSUER + ", https://id.example.com",
    ISSUER + ", http://localhost:8080",
  })
  void whatIsUsualIsNone(String name, String value) {
    assertEquals(List.of(), faults(name, value).warnings());
  }

  /** The way to Vault has our Vault token on it. */
  @ParameterizedTest
  @CsvSource({
    "quarkus.vault.url, http://vault.example.com:8200, vouchsafe.vault.allow-http",
    "quarkus.vault.url, http://10.0.0.7, vouchsafe.vault.allow-http",
    "vouchsafe.vault.nodes, 'https://10.0.0.6,http://10.0.0.7', vouchsafe.vault.allow-http",
    "quarkus.vault.tls.skip-verify, true, vouchsafe.vault.allow-skip-verify",
  })
  void whatGivesOurVaultTokenAwayIsAFaultUnlessItIsAllowed(
      String name, String value, String allowing) {
    List<ConfigFault> refused =
        assertThrows(ConfigFaultsException.class, () -> faults(name, value).refuse()).faults();
    assertEquals(List.of(name), refused.stream().map(ConfigFault::property).toList());
    assertTrue(
        refused.getFirst().message().endsWith("; " + allowing + "=true allows it"),
        refused::toString);

    Faults allowed = faults(Map.of(name, value, allowing, "true"));

    allowed.refuse();
    assertEquals(List.of(name), allowed.warnings().stream().map(ConfigFault::property).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "12h, ''",
    "6h, ''",
    "5m, 'the JWKS has as many versions of a key as are made within announce-for + retire-after'",
    "10m, 'the JWKS has at most 1729 versions of a key, however often it is rotated'",
  })
  void aJwksThatCanBecomeLargeIsAWarning(String maxPublishedAge, String said) {
    Faults faults =
        CheckedSettings.faultsOfKeys(Map.of("vouchsafe.keys.max-published-age", maxPublishedAge));

    assertEquals(
        said.isEmpty() ? List.of() : List.of("vouchsafe.keys.max-published-age: " + said),
        faults.warnings().stream()
            .map(ConfigFault::message)
            .map(message -> message.substring(0, message.indexOf(", so whoever")))
            .toList());
    faults.refuse();
  }

  private static List<String> warnings(Map<String, String> properties) {
    return faults(properties).warnings().stream().map(ConfigFault::message).toList();
  }

  @Test
  void aPortWithoutTlsBesideTheOneWithItIsAWarning() {
    String insecure = "quarkus.http.insecure-requests";
    Map<String, String> settings = new HashMap<>();
    settings.put("quarkus.tls.key-store.p12.path", "");
    settings.put(insecure, "enabled");

    assertEquals(
        List.of(
            insecure
                + ": is enabled, so grants and tokens cross the network in clear text on the port"
                + " beside the one with TLS; leave it out, or set it to redirect"),
        warnings(settings));

    settings.put(insecure, "redirect");
    assertEquals(List.of(), warnings(settings));
    settings.put(insecure, "enabled");
    settings.put("vouchsafe.rotation.mode", "once");
    assertEquals(List.of(), warnings(settings));
    assertEquals(List.of(), warnings(Map.of(insecure, "enabled")));
  }

  private static Map<String, String> brokers(String subject, Map<String, String> attributes) {
    Map<String, String> settings = new HashMap<>(Map.of(ISSUER, "https://id.example.com"));
    settings.put("vouchsafe.issuers.default.subject", subject);
    attributes.forEach(
        (broker, ofBroker) -> {
          String prefix = "vouchsafe.issuers.default.brokers." + broker + ".";
          settings.put(prefix + "trusted-issuer", "t");
          settings.put(prefix + "subjects", broker);
          settings.put(prefix + "audiences", "*");
          for (String attribute : ofBroker.split(" ")) {
            settings.put(prefix + "attributes." + attribute, "*");
          }
        });
    return settings;
  }

  private static List<String> faultsOf(Map<String, String> properties) {
    return faults(properties).all().stream().map(ConfigFault::message).toList();
  }

  @Test
  void aBrokerThatCannotFillTheSubjectIsAFault() {
    String subject = "deployment:{org}/{app}/{deployment}";
    String form =
        "vouchsafe.issuers.default.brokers.%s.attributes: has no rule by which broker %s may set"
            + " %s, of which sub is made (vouchsafe.issuers.default.subject is "
            + subject
            + "), so it can vouch for nothing; add"
            + " vouchsafe.issuers.default.brokers.%s.attributes.%s, or leave it out of the subject";

    assertEquals(
        List.of(form.formatted("control", "control", "deployment", "control", "deployment")),
        faultsOf(brokers(subject, Map.of("control", "org app"))));
    assertEquals(
        List.of(
            form.formatted("a", "a", "app", "a", "app"),
            form.formatted("c", "c", "org, deployment", "c", "org")),
        faultsOf(
            brokers(
                subject, Map.of("a", "org deployment", "b", "org app deployment", "c", "app"))));
  }

  @Test
  void aRuleForListsFillsNoSubject() {
    Map<String, String> settings = brokers("job:{id}", Map.of("a", "id"));
    String rule = "vouchsafe.issuers.default.brokers.a.attributes.id";
    settings.put(rule, "list:*");
    assertEquals(1, faultsOf(settings).size());
    settings.put(rule, "list:*,x-*");
    assertEquals(List.of(), faultsOf(settings));
  }

  @Test
  void aBrokerThatCanFillTheSubjectIsGood() {
    Map<String, String> settings =
        brokers("{org}/{app}", Map.of("a", "org app", "b", "org app team"));
    assertEquals(List.of(), warnings(settings));
    assertEquals(List.of(), faultsOf(settings));
  }

  @Test
  void aRotatorNeedsNoBroker() {
    Map<String, String> rotator = brokers("{org}/{app}", Map.of("a", "org"));
    rotator.put("vouchsafe.rotation.mode", "only");
    assertEquals(List.of(), faultsOf(rotator));
    rotator = brokers("{org}", Map.of());
    rotator.put("vouchsafe.rotation.mode", "only");
    assertEquals(List.of(), warnings(rotator));
  }

  @Test
  void aPrefixThatEndsInANameIsAWarning() {
    Map<String, String> settings = brokers("{org}", Map.of("a", "org"));
    String exchange = "vouchsafe.issuers.default.exchanges.ci.";
    settings.put(exchange + "trusted-issuer", "t");
    settings.put(exchange + "claims.repository", "acme/*,acme*,team-*");
    settings.put(exchange + "claims.id", "*");
    settings.put(exchange + "attributes.org", "acme");
    settings.put(exchange + "audiences", "*");

    assertEquals(
        List.of(
            exchange
                + "claims.repository: acme* allows every name that begins so; end it where a name"
                + " ends, such as acme/*"),
        warnings(settings));
  }

  @Test
  void anIssuerWithoutABrokerIsAWarning() {
    assertEquals(
        List.of(
            "vouchsafe.issuers.default.brokers: issuer default has no broker and no exchange, so"
                + " nobody gets a grant or a token of it"),
        warnings(brokers("{org}", Map.of())));
    assertEquals(List.of(), faultsOf(brokers("{org}", Map.of())));
  }

  private static List<String> said(String locations) {
    Faults faults = faults(LOCATIONS, locations);
    try {
      faults.refuse();
      return List.of();
    } catch (ConfigFaultsException refusal) {
      return refusal.faults().stream().map(ConfigFault::message).toList();
    }
  }

  @Test
  void aFileThatIsNotReadIsAFault() throws Exception {
    Path good = Files.writeString(folder.resolve("good.properties"), "");
    Path yaml = Files.writeString(folder.resolve("other.yaml"), "");
    Path none = folder.resolve("none.properties");

    assertEquals(List.of(), said(good + "," + folder + "," + good.toUri()));
    assertEquals(
        List.of(
            LOCATIONS + ": there is no file " + none + " that could be read",
            LOCATIONS + ": " + yaml + " is not read, since its name does not end in .properties"),
        said(good + "," + none + "," + yaml));
  }
}
