package io.vouchsafe.vault;

import io.quarkus.vault.runtime.config.VaultAuthenticationType;
import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.ProxyOptions;
import io.vouchsafe.base.Reasons;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The connections to Vault, as {@code quarkus.vault.*} and our own settings describe them. */
final class VaultConnections {
  private static final int KEEP_ALIVE_SECONDS = 30;
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int MOST_PORT = 65_535;

  private VaultConnections() {}

  static PoolOptions pool(VaultSettings settings) {
    return new PoolOptions()
        .setHttp1MaxSize(settings.poolSize())
        .setMaxWaitQueueSize(settings.maxWaiting());
  }

  /**
   * Proxy and connect timeout as the extension takes them, but for {@code quarkus.tls.trust-all},
   * which is ignored: only {@code quarkus.vault.tls.skip-verify} turns the check of Vault's
   * certificate off.
   *
   * @throws IllegalArgumentException naming the property whose value cannot work
   */
  static HttpClientOptions client(VaultRuntimeConfig config) {
    checkNumbers(config.connectTimeout(), config.proxyPort());
    HttpClientOptions options =
        new HttpClientOptions()
            .setConnectTimeout(Math.toIntExact(config.connectTimeout().toMillis()))
            .setKeepAlive(true)
            .setKeepAliveTimeout(KEEP_ALIVE_SECONDS);
    config
        .proxyHost()
        .ifPresent(
            host ->
                options.setProxyOptions(
                    new ProxyOptions().setHost(host).setPort(config.proxyPort())));
    config.nonProxyHosts().ifPresent(options::setNonProxyHosts);
    if (config.tls().skipVerify().orElse(false)) {
      options.setTrustAll(true).setVerifyHost(false);
    }
    return options;
  }

  /**
   * Whom these connections trust and what they show, which changes with its files.
   *
   * @throws IllegalArgumentException naming the property whose file cannot be used
   */
  static VaultTls tls(VaultRuntimeConfig config, ClientCertificate certificate) {
    Optional<Path> authority =
        config.tls().skipVerify().orElse(false)
            ? Optional.empty()
            : config
                .tls()
                .caCert()
                .or(() -> certificate.trusted().isPresent() ? Optional.empty() : inCluster(config))
                .map(Path::of);
    try {
      return new VaultTls(authority, certificate);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("quarkus.vault.tls.ca-cert: " + e.getMessage(), e);
    }
  }

  private static void checkNumbers(Duration connectTimeout, int proxyPort) {
    new Reasons()
        .unless(
            connectTimeout.compareTo(SHORTEST) >= 0 && connectTimeout.compareTo(LONGEST) <= 0,
            "quarkus.vault.connect-timeout must be 1 ms to 1 h, not %s",
            connectTimeout)
        .unless(
            proxyPort >= 1 && proxyPort <= MOST_PORT,
            "quarkus.vault.proxy-port must be 1 to %d, not %d",
            MOST_PORT,
            proxyPort)
        .refuse();
  }

  /** The authorities of the cluster, which Kubernetes mounts into each pod. */
  private static Optional<String> inCluster(VaultRuntimeConfig config) {
    return Optional.of(VaultRuntimeConfig.KUBERNETES_CACERT)
        .filter(
            file ->
                config.getAuthenticationType() == VaultAuthenticationType.KUBERNETES
                    && config.tls().useKubernetesCaCert()
                    && Files.isReadable(Path.of(file)));
  }
}
