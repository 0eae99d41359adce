package io.vouchsafe.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.tls.BaseTlsConfiguration;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.TrustOptions;
import io.vouchsafe.config.VaultConfig;
import io.vouchsafe.testing.ServerCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Authorities of Vault in the TLS registry, which Quarkus reads again whoever wrote them. */
class RegisteredCertificateTest {
  private static final String CERTS = "quarkus.tls.vault.trust-store.pem.certs";
  private static final TrustOptions TRUST = new PemTrustOptions();

  @TempDir Path folder;

  private static final class OneTrustStore implements TlsConfigurationRegistry {
    @Override
    public Optional<TlsConfiguration> get(String name) {
      return Optional.of(
              new BaseTlsConfiguration() {
                @Override
                public TrustOptions getTrustStoreOptions() {
                  return TRUST;
                }
              })
          .filter(it -> name.equals("vault"))
          .map(TlsConfiguration.class::cast);
    }

    @Override
    public Optional<TlsConfiguration> getDefault() {
      return Optional.empty();
    }

    @Override
    public void register(String name, TlsConfiguration configuration) {
      throw new UnsupportedOperationException();
    }
  }

  private static RegisteredCertificate certificate(Map<String, String> settings) {
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .addDiscoveredConverters()
            .withMapping(VaultConfig.class)
            .withSources(new PropertiesConfigSource(settings, "test", 100))
            .build();
    return new RegisteredCertificate(
        new OneTrustStore(), config, config.getConfigMapping(VaultConfig.class));
  }

  @Test
  void authoritiesThatOthersMayWriteAreNotTaken() throws IOException {
    Path authorities =
        ServerCertificate.create(folder.resolve("ca.p12")).writeTo(folder.resolve("ca.pem"));
    RegisteredCertificate certificate =
        certificate(
            Map.of(
                CERTS, authorities.toString(), "vouchsafe.vault.tls-configuration-name", "vault"));
    assertEquals(Optional.of(TRUST), certificate.trusted());

    Files.setAttribute(authorities, "unix:mode", 0666);

    String said = assertThrows(IllegalArgumentException.class, certificate::trusted).getMessage();
    assertTrue(said.startsWith(CERTS + ": others than its owner may write " + authorities), said);
  }

  @Test
  void withoutANameNothingIsLookedAt() {
    assertEquals(Optional.empty(), certificate(Map.of(CERTS, "/nowhere")).trusted());
  }
}
