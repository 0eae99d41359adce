package io.vouchsafe.config;

import static java.util.Map.entry;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedSettingsTest {
  private static Faults faults(ConfigSource... sources) {
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .addDiscoveredInterceptors()
            .addDiscoveredConverters()
            .withSources(sources)
            .build();
    return Configuration.check(config, false, false).faults();
  }

  private static void check(Map<String, String> properties) {
    faults(new PropertiesConfigSource(properties, "test", 100)).refuse();
  }

  /** What is said of this setting. */
  private static String refusal(String property, Map<String, String> properties) {
    return assertThrows(ConfigFaultsException.class, () -> check(properties)).faults().stream()
        .filter(fault -> fault.property().equals(property))
        .map(ConfigFault::toString)
        .collect(joining());
  }

  @Test
  void everyMappingIsKnown() {
    Set<Class<?>> declared =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.vouchsafe")
                .stream()
                .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                .map(JavaClass::reflect)
                .collect(toSet());

    assertEquals(declared, Set.copyOf(KnownSettings.MAPPINGS));
    declared.forEach(
        mapping ->
            assertTrue(
                mapping.isAnnotationPresent(Unremovable.class),
                mapping + " is injected nowhere, so Quarkus would remove it"));
  }

  @ParameterizedTest
  @CsvSource({
    "vouchsafe.keys.refersh, vouchsafe.keys.refresh",
    "vouchsafe.key.refresh, vouchsafe.keys.refresh",
    "vouchsafe.issuers.shop.key-prefx, vouchsafe.issuers.shop.key-prefix",
    "vouchsafe.issuers.shop.audiences.\"a.b\".max-tll,"
        + " vouchsafe.issuers.shop.audiences.\"a.b\".max-ttl",
    "vouchsafe.issuers.shop.broker.b.subjects, vouchsafe.issuers.shop.brokers.b.subjects",
    "vouchsafe.issuers.shop.audiences.sts.amazonaws.com.algorithm,"
        + " vouchsafe.issuers.shop.audiences.\"sts.amazonaws.com\".algorithm",
    "vouchsafe.issuers.example.com.issuer, vouchsafe.issuers.\"example.com\".issuer",
    "vouchsafe.rotation.authentication.app-role.role,"
        + " vouchsafe.rotation.authentication.app-role.role-id",
  })
  void anUnknownSettingIsRefusedWithTheNearestOne(String unknown, String nearest) {
    assertEquals(
        "unknown setting %s; did you mean %s?".formatted(unknown, nearest),
        refusal(unknown, Map.of(unknown, "1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"vouchsafe.issuers", "vouchsafe.console.colour", "vouchsafe.x.y.z"})
  void anUnknownSettingThatIsNearNoneIsRefused(String unknown) {
    assertEquals(
        "unknown setting %s; docs/configuration.md has them all".formatted(unknown),
        refusal(unknown, Map.of(unknown, "1")));
  }

  @Test
  void knownSettingsAreAccepted() {
    check(
        Map.ofEntries(
            entry("vouchsafe.keys.refresh", "1s"),
            entry("vouchsafe.ring.snapshot", "ring.json"),
            entry("vouchsafe.issuers.shop.issuer", "https://shop.example"),
            entry("vouchsafe.issuers.shop.algorithms[0]", "RS256"),
            entry("vouchsafe.issuers.shop.audiences.\"a.b\".max-ttl", "1m"),
            entry("vouchsafe.issuers.shop.subject", "org:{org}"),
            entry("vouchsafe.issuers.shop.brokers.b.trusted-issuer", "t"),
            entry("vouchsafe.issuers.shop.brokers.b.subjects[0]", "s"),
            entry("vouchsafe.issuers.shop.brokers.b.audiences", "*"),
            entry("vouchsafe.issuers.shop.brokers.b.attributes.org[1]", "a"),
            entry("vouchsafe.issuers.shop.brokers.b.attributes.\"a.b\"", "*"),
            entry("vouchsafe.rotation.authentication.kubernetes.role", "rotator"),
            entry("quarkus.http.port", "0"),
            entry("quarkus.management.port", "0")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "smallrye.jwt.new-token.issuer",
        "smallrye.jwt.sign.key.location",
        "smallrye.jwt.new-token.lifespan",
        "smallrye.jwt.anything"
      })
  void whatWouldChangeEveryTokenIsRefused(String name) {
    assertEquals(
        name + ": must not be set: it would change every token", refusal(name, Map.of(name, "1")));
  }

  @Test
  void aVariableThatWouldChangeEveryTokenIsRefused() {
    Faults faults =
        faults(new EnvConfigSource(Map.of("SMALLRYE_JWT_NEW_TOKEN_ISSUER", "https://other"), 300));
    assertThrows(ConfigurationException.class, faults::refuse);
  }

  @ParameterizedTest
  @CsvSource({
    "smallrye.jwt.sign.relax-key-validation, true, false",
    "smallrye.jwt.new-token.add-default-claims, false, true",
    "smallrye.jwt.new-token.override-matching-claims, false, true",
    "quarkus.scheduler.enabled, true, false",
    "quarkus.scheduler.start-mode, halted, normal",
  })
  void whatTheProgramSetsItselfCannotBeSetOtherwise(String name, String only, String other) {
    check(Map.of(name, only));
    assertEquals(
        "%s: must be %s, not %s".formatted(name, only, other), refusal(name, Map.of(name, other)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"quarkus.http.port", "quarkus.http.ssl-port", "quarkus.management.port"})
  void aNumberThatIsNoPortIsRefused(String property) {
    assertTrue(refusal(property, Map.of(property, "65536")).contains("at most 65535, not 65536"));
    check(Map.of(property, "65535"));
  }

  @Test
  void equalPortsAreRefused() {
    assertEquals(
        "quarkus.management.port: is 8080, as quarkus.http.port; the operators' port needs a number"
            + " of its own",
        refusal(
            "quarkus.management.port",
            Map.of("quarkus.http.port", "8080", "quarkus.management.port", "8080")));
    check(Map.of("quarkus.http.port", "8080", "quarkus.management.port", "9000"));
  }
}
