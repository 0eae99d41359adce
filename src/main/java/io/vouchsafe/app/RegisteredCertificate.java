package io.vouchsafe.app;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import io.vouchsafe.config.VaultConfig;
import io.vouchsafe.vault.ClientCertificate;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;

/** The client certificate for Vault, as the TLS registry of Quarkus has it at the moment. */
@Singleton
class RegisteredCertificate implements ClientCertificate {
  private final TlsConfigurationRegistry registry;
  private final Optional<String> name;

  RegisteredCertificate(TlsConfigurationRegistry registry, VaultConfig vault) {
    this.registry = Objects.requireNonNull(registry, "registry");
    this.name = vault.tlsConfigurationName();
  }

  private Optional<TlsConfiguration> configuration() {
    return name.flatMap(registry::get);
  }

  @Override
  public Optional<KeyCertOptions> shown() {
    return configuration().map(TlsConfiguration::getKeyStoreOptions);
  }

  @Override
  public Optional<TrustOptions> trusted() {
    return configuration().map(TlsConfiguration::getTrustStoreOptions);
  }
}
