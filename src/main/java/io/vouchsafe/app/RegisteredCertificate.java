package io.vouchsafe.app;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vouchsafe.config.Configuration;
import io.vouchsafe.config.VaultConfig;
import io.vouchsafe.vault.ClientCertificate;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The client certificate for Vault, as the TLS registry of Quarkus has it at the moment. */
@Singleton
class RegisteredCertificate implements ClientCertificate {
  private final TlsConfigurationRegistry registry;
  private final SmallRyeConfig config;
  private final Optional<String> name;

  RegisteredCertificate(
      TlsConfigurationRegistry registry, SmallRyeConfig config, VaultConfig vault) {
    this.registry = Objects.requireNonNull(registry, "registry");
    this.config = Objects.requireNonNull(config, "config");
    this.name = vault.tlsConfigurationName();
  }

  private Optional<TlsConfiguration> configuration() {
    return name.flatMap(registry::get);
  }

  @Override
  public Optional<KeyCertOptions> shown() {
    return configuration().map(TlsConfiguration::getKeyStoreOptions);
  }

  /** Quarkus reads the files again whoever may write them. */
  @Override
  public Optional<TrustOptions> trusted() {
    Optional<TrustOptions> trusted = configuration().map(TlsConfiguration::getTrustStoreOptions);
    if (trusted.isPresent()) {
      check(CertificateFiles.property(name.orElseThrow()));
    }
    return trusted;
  }

  private void check(String property) {
    List<String> faults = Configuration.filesOfCertificate(config, property);
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", faults));
    }
  }
}
