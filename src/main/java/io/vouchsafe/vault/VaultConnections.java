package io.vouchsafe.vault;

import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.ProxyOptions;
import io.vouchsafe.base.Reasons;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The connections to a Vault, as the extension's and our own settings describe them. */
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
   * which is ignored: only a {@code tls.skip-verify} of a Vault turns the check of Vault's
   * certificate off.
   *
   * @throws IllegalArgumentException naming the property whose value cannot work
   */
  static HttpClientOptions client(VaultAddress address) {
    VaultRuntimeConfig config = address.client();
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
    if (address.skipVerify()) {
      options.setTrustAll(true).setVerifyHost(false);
    }
    return options;
  }

  /**
   * Whom these connections trust and what they show, which changes with its files.
   *
   * @throws IllegalArgumentException naming the property whose file cannot be used
   */
  static VaultTls tls(VaultAddress address, ClientCertificate certificate) {
    Optional<Path> authority =
        address.skipVerify()
            ? Optional.empty()
            : address.authority().or(() -> mounted(address, certificate));
    try {
      return new VaultTls(authority, certificate);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s.tls.ca-cert: %s".formatted(address.property(), e.getMessage()), e);
    }
  }

  private static Optional<Path> mounted(VaultAddress address, ClientCertificate certificate) {
    return certificate.trusted().isPresent()
        ? Optional.empty()
        : address.mountedAuthority().filter(Files::isReadable);
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
}
