package io.vouchsafe.app;

import static io.quarkus.vertx.http.runtime.VertxHttpConfig.InsecureRequests.DISABLED;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.management.ManagementConfig;
import io.vertx.core.http.HttpServerOptions;
import io.vouchsafe.config.Setting;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Objects;
import java.util.Optional;

/**
 * Ends the start where a port cannot be opened, with one line that names its setting. Quarkus,
 * which opens the ports a moment later, would say it in three lines or with a stack trace.
 */
@Singleton
class FreePorts implements HttpServerOptionsCustomizer {
  private final VertxHttpConfig http;
  private final ManagementConfig management;

  FreePorts(VertxHttpConfig http, ManagementConfig management) {
    this.http = Objects.requireNonNull(http, "http");
    this.management = Objects.requireNonNull(management, "management");
  }

  /**
   * Looks at the ports that will be opened; in tests of one JVM, at none.
   *
   * @throws ConfigurationException naming the setting of the first that cannot be opened now
   */
  void check() {
    if (LaunchMode.current() != LaunchMode.NORMAL) {
      return;
    }
    if (http.hostEnabled() && !http.insecureRequests().equals(Optional.of(DISABLED))) {
      check("quarkus.http.port", http.host(), http.port());
    }
    if (management.hostEnabled()) {
      check("quarkus.management.port", management.host(), management.port());
    }
  }

  /**
   * Whether there is one is known no sooner: Quarkus comes here in any case, with a certificate
   * where the port is opened, and with a negative number where the system chooses it.
   */
  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    if (options.getKeyCertOptions() != null && options.getPort() > 0) {
      check("quarkus.http.ssl-port", options.getHost(), options.getPort());
    }
  }

  /**
   * @throws ConfigurationException if the port cannot be opened now
   */
  static void check(String setting, String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw Setting.refused(
          setting,
          "port %d of %s cannot be opened (%s); stop what uses it, or set another port"
              .formatted(port, host, e.getMessage()));
    }
  }
}
