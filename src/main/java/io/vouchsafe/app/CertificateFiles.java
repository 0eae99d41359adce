package io.vouchsafe.app;

import io.quarkus.tls.runtime.config.KeyStoreConfig;
import io.quarkus.tls.runtime.config.TlsBucketConfig;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.quarkus.tls.runtime.config.TrustStoreConfig;
import io.quarkus.tls.runtime.keystores.JKSKeyStores;
import io.quarkus.tls.runtime.keystores.P12KeyStores;
import io.quarkus.tls.runtime.keystores.PemKeyStores;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import io.vouchsafe.config.Configuration;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The files of the certificates of the TLS registry. Quarkus reads them again and again, and where
 * it cannot, it says nothing; this reads them as it does, and says why.
 */
final class CertificateFiles {
  private final SmallRyeConfig config;
  private final TlsConfig registry;
  private final Vertx vertx;

  CertificateFiles(SmallRyeConfig config, TlsConfig registry, Vertx vertx) {
    this.config = Objects.requireNonNull(config, "config");
    this.registry = Objects.requireNonNull(registry, "registry");
    this.vertx = Objects.requireNonNull(vertx, "vertx");
  }

  /** What the settings of the certificate of this name in the registry begin with. */
  static String property(String name) {
    return name.equals(TlsConfig.DEFAULT_NAME) ? "quarkus.tls" : "quarkus.tls." + name;
  }

  /** How often they are read again; empty if they are not. */
  Optional<Duration> period(String name) {
    return bucket(name).flatMap(TlsBucketConfig::reloadPeriod);
  }

  /** Why they cannot be read now, naming setting and file; empty if they can. Blocks. */
  Optional<String> fault(String name) {
    List<String> faults = Configuration.filesOfCertificate(config, property(name));
    if (!faults.isEmpty()) {
      return Optional.of(String.join("; ", faults));
    }
    try {
      bucket(name).flatMap(TlsBucketConfig::keyStore).ifPresent(store -> read(store, name));
      bucket(name).flatMap(TlsBucketConfig::trustStore).ifPresent(store -> read(store, name));
      return Optional.empty();
    } catch (RuntimeException refused) {
      return Optional.of(property(name) + ": " + FormFaults.causes(refused));
    }
  }

  private Optional<TlsBucketConfig> bucket(String name) {
    return name.equals(TlsConfig.DEFAULT_NAME)
        ? registry.defaultCertificateConfig()
        : Optional.ofNullable(registry.namedCertificateConfig().get(name));
  }

  private void read(KeyStoreConfig store, String name) {
    if (store.pem().isPresent()) {
      PemKeyStores.verifyPEMKeyStore(store, vertx, name);
    } else if (store.p12().isPresent()) {
      P12KeyStores.verifyP12KeyStore(store, vertx, name);
    } else if (store.jks().isPresent()) {
      JKSKeyStores.verifyJKSKeyStore(store, vertx, name);
    }
  }

  private void read(TrustStoreConfig store, String name) {
    if (store.pem().isPresent()) {
      PemKeyStores.verifyPEMTrustStoreStore(store, vertx, name);
    } else if (store.p12().isPresent()) {
      P12KeyStores.verifyP12TrustStoreStore(store, vertx, name);
    } else if (store.jks().isPresent()) {
      JKSKeyStores.verifyJKSTrustStoreStore(store, vertx, name);
    }
  }
}
