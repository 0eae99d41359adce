package io.vouchsafe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortDefaultsTest {
  private static final String OPEN = "quarkus.http.host-enabled";
  private static final String MANAGEMENT = "quarkus.management.host-enabled";
  private static final String INSECURE = "quarkus.http.insecure-requests";

  private static SmallRyeConfig config(ConfigSource source) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .addDiscoveredInterceptors()
        .withSources(source)
        .build();
  }

  private static SmallRyeConfig config(String property, String value) {
    return config(
        new PropertiesConfigSource(
            Map.of(property, value, OPEN, "true", MANAGEMENT, "true"), "test", 400));
  }

  @ParameterizedTest
  @CsvSource({
    "off, true, true",
    "on, true, true",
    "only, false, true",
    "once, false, false",
    "ONCE, false, false",
    "twice, true, true"
  })
  void theModeSaysWhichPortsAreOpen(String mode, String open, String management) {
    SmallRyeConfig config = config("vouchsafe.rotation.mode", mode);

    assertEquals(open, config.getRawValue(OPEN));
    assertEquals(management, config.getRawValue(MANAGEMENT));
  }

  @ParameterizedTest
  @CsvSource({
    "quarkus.http.tls-configuration-name, server, disabled",
    "quarkus.tls.key-store.pem.0.cert, /tls/tls.crt, disabled",
    "quarkus.http.ssl.certificate.files, /tls/tls.crt, disabled",
    "quarkus.http.insecure-requests, redirect, redirect",
    "quarkus.tls.trust-all, false,",
    "quarkus.tls.key-store.credentials-provider.password-key, password,",
    "quarkus.management.tls-configuration-name, server,",
    "quarkus.tls.vault.trust-store.pem.certs, /tls/ca.crt,"
  })
  void whereThePublicPortHasTlsThereIsNoneWithoutIt(String property, String value, String said) {
    assertEquals(said, config(property, value).getRawValue(INSECURE));
  }

  @ParameterizedTest
  @CsvSource({
    "quarkus.tls.key-store.pem.0.cert, quarkus.tls.reload-period, 30s",
    "quarkus.tls.server.key-store.p12.path, quarkus.tls.server.reload-period, 30s",
    "quarkus.tls.server.key-store.p12.path, quarkus.tls.\"server\".reload-period, 30s",
    "quarkus.tls.server.key-store.p12.path, quarkus.tls.reload-period,",
    "quarkus.tls.server.key-store.p12.path, quarkus.tls.other.reload-period,",
    "quarkus.tls.server.reload-period, quarkus.tls.server.reload-period, 5m",
    "quarkus.tls.vault.trust-store.pem.certs, quarkus.tls.vault.reload-period,"
  })
  void aCertificateIsReadAgain(String property, String period, String said) {
    assertEquals(said, config(property, "5m").getRawValue(period));
  }

  @ParameterizedTest
  @CsvSource({
    "QUARKUS_TLS_KEY_STORE_PEM_0_CERT, /tls/tls.crt, disabled",
    "QUARKUS_HTTP_TLS_CONFIGURATION_NAME, server, disabled",
    "QUARKUS_HTTP_INSECURE_REQUESTS, enabled, enabled"
  })
  void environmentVariablesCount(String variable, String value, String said) {
    assertEquals(
        said, config(new EnvConfigSource(Map.of(variable, value), 300)).getRawValue(INSECURE));
  }

  @Test
  void whatIsSaidHoldsBesideACertificate() {
    Map<String, String> both =
        Map.of("quarkus.http.tls-configuration-name", "server", INSECURE, "enabled");

    assertEquals(
        "enabled", config(new PropertiesConfigSource(both, "test", 400)).getRawValue(INSECURE));
  }
}
