package io.vouchsafe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vouchsafe.config.IssuersConfig.BrokerConfig;
import io.vouchsafe.config.IssuersConfig.IssuerConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Environment variables in our name: which setting each one is, and what becomes of the others. */
class VariablesTest {
  private static final String BROKER = "VOUCHSAFE_ISSUERS_SHOP_EU_BROKERS_CONTROL_PLANE_";

  private final Map<String, String> environment = new TreeMap<>();
  private final Map<String, String> file = new TreeMap<>();

  private SmallRyeConfig config(boolean mapped) {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .addDiscoveredInterceptors()
            .addDiscoveredConverters()
            .withSources(
                new EnvConfigSource(environment, 300),
                new PropertiesConfigSource(file, "test", 260));
    if (mapped) {
      KnownSettings.MAPPINGS.forEach(builder::withMapping);
    }
    return builder.build();
  }

  private List<String> faults(boolean strict) {
    Faults faults = Configuration.check(config(false), false, strict).faults();
    return faults.any()
        ? org.junit.jupiter.api.Assertions.assertThrows(ConfigFaultsException.class, faults::refuse)
            .faults()
            .stream()
            .map(ConfigFault::message)
            .toList()
        : List.of();
  }

  private List<String> warnings() {
    return Configuration.check(config(false), false, false).faults().warnings().stream()
        .map(ConfigFault::message)
        .toList();
  }

  private void setBroker() {
    environment.put("VOUCHSAFE_ISSUERS_SHOP_EU_ISSUER", "https://shop.example");
    environment.put("VOUCHSAFE_ISSUERS_SHOP_EU_SUBJECT", "tenant:{tenant_id}");
    environment.put(
        "VOUCHSAFE_ISSUERS_SHOP_EU_TRUSTED_ISSUERS_THE_CLUSTER_ISSUER", "https://k.example");
    environment.put("VOUCHSAFE_ISSUERS_SHOP_EU_TRUSTED_ISSUERS_THE_CLUSTER_AUDIENCE", "vouchsafe");
    environment.put(BROKER + "TRUSTED_ISSUER", "the-cluster");
    environment.put(BROKER + "SUBJECTS_0_", "one");
    environment.put(BROKER + "SUBJECTS_1_", "two");
    environment.put(BROKER + "AUDIENCES", "*");
    environment.put(BROKER + "ATTRIBUTES_TENANT_ID", "a,b");
    environment.put(BROKER + "MAX_TTL", "15m");
  }

  @Test
  void namesOfTwoWordsAreSetByVariablesAlone() {
    setBroker();

    assertEquals(List.of(), faults(true));
    Map<String, IssuerConfig> issuers =
        config(true).getConfigMapping(IssuersConfig.class).issuers();
    assertEquals(java.util.Set.of("shop-eu"), issuers.keySet());
    IssuerConfig issuer = issuers.get("shop-eu");
    assertEquals(
        "https://k.example",
        issuer.trustedIssuers().get("the-cluster").issuer().orElseThrow().toString());
    assertEquals(java.util.Set.of("control-plane"), issuer.brokers().keySet());
    BrokerConfig broker = issuer.brokers().get("control-plane");
    assertEquals(List.of("one", "two"), broker.subjects());
    assertEquals(Map.of("tenant_id", List.of("a", "b")), broker.attributes());
    assertEquals(java.time.Duration.ofMinutes(15), broker.maxTtl());
  }

  @Test
  void anExchangeIsSetByVariablesAlone() {
    setBroker();
    String jobs = "VOUCHSAFE_ISSUERS_SHOP_EU_TRUSTED_ISSUERS_THE_JOBS_";
    environment.put(jobs + "ISSUER", "https://j.example");
    environment.put(jobs + "AUDIENCE", "https://shop.example/token");
    String exchange = "VOUCHSAFE_ISSUERS_SHOP_EU_EXCHANGES_CI_JOBS_";
    environment.put(exchange + "TRUSTED_ISSUER", "the-jobs");
    environment.put(exchange + "CLAIMS_REPOSITORY_OWNER", "acme");
    environment.put(exchange + "ATTRIBUTES_TENANT_ID", "{repository_owner}");
    environment.put(exchange + "AUDIENCES", "*");

    assertEquals(List.of(), faults(true));
    ExchangeConfig made =
        config(true)
            .getConfigMapping(IssuersConfig.class)
            .issuers()
            .get("shop-eu")
            .exchanges()
            .get("ci-jobs");
    assertEquals(Map.of("repository_owner", List.of("acme")), made.claims());
    assertEquals(Map.of("tenant_id", "{repository_owner}"), made.attributes());
  }

  @Test
  void aNameThatIsSetElsewhereIsTakenAsItStandsThere() {
    setBroker();
    file.put("vouchsafe.issuers.shop_eu.key-prefix", "shop");
    environment.put("VOUCHSAFE_ISSUERS_SHOP_EU_SUBJECT", "judged elsewhere: {tenant-id}");
    file.put("vouchsafe.issuers.shop_eu.brokers.control_plane.attributes.tenant-id", "c");

    assertEquals(List.of(), faults(true));
    IssuerConfig issuer =
        config(true).getConfigMapping(IssuersConfig.class).issuers().get("shop_eu");
    assertEquals("shop", issuer.keyPrefix());
    assertEquals(
        Map.of("tenant-id", List.of("a", "b")), issuer.brokers().get("control_plane").attributes());
  }

  @Test
  void aVariableOfAnotherAttributeOfABrokerInAFileIsHeeded() {
    String broker = "vouchsafe.issuers.default.brokers.control-plane.";
    file.put("vouchsafe.issuers.default.issuer", "https://id.example.com");
    file.put(broker + "trusted-issuer", "cluster");
    file.put(broker + "subjects", "s");
    file.put(broker + "audiences", "*");
    file.put(broker + "attributes.org", "a");
    environment.put("VOUCHSAFE_ISSUERS_DEFAULT_BROKERS_CONTROL_PLANE_ATTRIBUTES_APP", "b");
    environment.put("VOUCHSAFE_ISSUERS_DEFAULT_BROKERS_CONTROL_PLANE_MAX_TTL", "5m");

    Map<String, BrokerConfig> brokers =
        config(true).getConfigMapping(IssuersConfig.class).issuers().get("default").brokers();

    assertEquals(java.util.Set.of("control-plane"), brokers.keySet());
    assertEquals(
        Map.of("org", List.of("a"), "app", List.of("b")),
        brokers.get("control-plane").attributes());
    assertEquals(java.time.Duration.ofMinutes(5), brokers.get("control-plane").maxTtl());
  }

  @ParameterizedTest
  @CsvSource({
    "VOUCHSAFE_KEYS_REFERSH, VOUCHSAFE_KEYS_REFRESH",
    "VOUCHSAFE_KEY_MAX_TTL, VOUCHSAFE_KEYS_MAX_TTL",
    "VOUCHSAFE_ISSUERS_SHOP_KEY_PREFX, VOUCHSAFE_ISSUERS_SHOP_KEY_PREFIX",
    "VOUCHSAFE_HTTP_PROXY, VOUCHSAFE_HTTP_PROXIES",
  })
  void aVariableThatNamesNoSettingIsAWarningAndAFaultOfACheck(String variable, String nearest) {
    environment.put(variable, "1");

    String said = "the variable %s names no setting; did you mean %s?".formatted(variable, nearest);
    assertEquals(List.of(said), warnings());
    assertEquals(List.of(said), faults(true));
  }

  @Test
  void theNearestVariableIsUnderANameThatIsThere() {
    setBroker();
    environment.put(BROKER + "MAX_EXPIRE_IN", "1h");

    assertEquals(
        List.of(
            "the variable %1$sMAX_EXPIRE_IN names no setting; did you mean %1$sMAX_EXPIRES_IN?"
                .formatted(BROKER)),
        faults(true));
  }

  @Test
  void theValueOfAVariableThatNamesNoSettingIsNotRepeated() {
    environment.put("VOUCHSAFE_VAULT_TOKEN", "canary");
    environment.put("VOUCHSAFE_TRANSIT_REQUEST_TIMOUT", "hvs.canary");
    environment.put("vouchsafe.keys.refersh", "canary");

    List<String> said = faults(true);

    assertEquals(3, said.size(), said::toString);
    assertFalse(said.toString().contains("canary"), said::toString);
  }

  @Test
  void anAudienceOfSeveralWordsWithoutItsUnderscoresIsAFault() {
    environment.put("VOUCHSAFE_ISSUERS_DEFAULT_ISSUER", "https://id.example.com");
    environment.put("VOUCHSAFE_ISSUERS_DEFAULT_AUDIENCES_VAULT_EXAMPLE_COM_ALGORITHM", "ES256");

    List<String> faults = faults(false);

    assertEquals(1, faults.size(), faults::toString);
    assertTrue(
        faults
            .getFirst()
            .contains("VOUCHSAFE_ISSUERS_DEFAULT_AUDIENCES__VAULT_EXAMPLE_COM__ALGORITHM"),
        faults::toString);
  }

  @Test
  void aNameWrittenOutIsASettingOrAFault() {
    environment.put("vouchsafe.keys.refresh", "10s");
    assertEquals(List.of(), faults(true));

    environment.put("vouchsafe.keys.refersh", "10s");
    assertEquals(
        List.of("unknown setting vouchsafe.keys.refersh; did you mean vouchsafe.keys.refresh?"),
        faults(false).stream()
            .map(
                fault ->
                    fault
                        .replace("the variable ", "unknown setting ")
                        .replace(" names no setting", ""))
            .toList());
  }

  @ParameterizedTest
  @CsvSource({
    "VOUCHSAFE_SERVICE_HOST, 10.0.0.1",
    "VOUCHSAFE_SERVICE_PORT, 80",
    "VOUCHSAFE_SERVICE_PORT_HTTP, 80",
    "VOUCHSAFE_PORT, tcp://10.0.0.1:80",
    "VOUCHSAFE_PORT_80_TCP, tcp://10.0.0.1:80",
    "VOUCHSAFE_PORT_80_TCP_PROTO, tcp",
    "VOUCHSAFE_PORT_80_TCP_ADDR, 10.0.0.1",
    "VOUCHSAFE_MANAGEMENT_SERVICE_PORT, 9000",
    "VOUCHSAFE_MANAGEMENT_PORT, tcp://10.0.0.2:9000",
    "VOUCHSAFE_EU_MANAGEMENT_PORT_9000_TCP_ADDR, 10.0.0.2",
    "VOUCHSAFE_URL, http://localhost:8080",
    "VOUCHSAFE_MANAGEMENT_URL, http://localhost:9000",
    "VOUCHSAFE_JAR, target/quarkus-app/quarkus-run.jar",
  })
  void whatKubernetesOrOurScriptsSetIsLeftAlone(String variable, String value) {
    environment.put(variable, value);

    assertEquals(List.of(), faults(true));
    assertEquals(List.of(), warnings());
  }

  @Test
  void aPortThatIsANumberIsNoServiceLink() {
    environment.put("VOUCHSAFE_HTTP_PORT", "8080");

    assertFalse(warnings().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "QUARKUS_VAULT_ULR, QUARKUS_VAULT_URL",
    "QUARKUS_VAULT_AUTHENTICATION_APPROLE_SECRET_ID,"
        + " QUARKUS_VAULT_AUTHENTICATION_APP_ROLE_SECRET_ID",
    "QUARKUS_VAULT_AUTHENTICATION_CLIENT_TOKN, QUARKUS_VAULT_AUTHENTICATION_CLIENT_TOKEN",
    "QUARKUS_VAULT_TLS_SKIPVERIFY, QUARKUS_VAULT_TLS_SKIP_VERIFY",
  })
  void aMisspeltVariableOfVaultIsADoubt(String variable, String meant) {
    environment.put(variable, "hvs.secret");

    String said = "the variable %s names no setting; did you mean %s?".formatted(variable, meant);
    assertEquals(List.of(said), warnings());
    assertEquals(List.of(said), faults(true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "QUARKUS_VAULT_URL",
        "QUARKUS_VAULT_AUTHENTICATION_APP_ROLE_SECRET_ID",
        "QUARKUS_VAULT_AUTHENTICATION_KUBERNETES_ROLE",
        "QUARKUS_VAULT_ENTERPRISE_NAMESPACE",
        "QUARKUS_VAULT_TLS_CA_CERT",
        "QUARKUS_VAULT_HEALTH_ENABLED",
        "QUARKUS_VAULT_SERVICE_HOST",
      })
  void aVariableOfVaultThatIsOneIsNone(String variable) {
    environment.put(variable, variable.endsWith("URL") ? "https://vault.example.com" : "true");

    assertEquals(
        List.of(), warnings().stream().filter(line -> line.contains("names no setting")).toList());
  }
}
