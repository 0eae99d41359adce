package io.vouchsafe.app;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.management.ManagementConfig;
import io.vertx.core.http.HttpServerOptions;
import io.vouchsafe.config.Setting;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Ends the start where a port cannot be opened, with one line that names its setting. Quarkus,
 * which opens the ports a moment later, would say it in three lines or with a stack trace.
 */
@Singleton
class FreePorts implements HttpServerOptionsCustomizer {
  @Override
  public void customizeHttpServer(HttpServerOptions options) {
    check("quarkus.http.port", options);
  }

  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    check("quarkus.http.ssl-port", options);
  }

  /** Quarkus has no such call for the operators' port. */
  void customizeManagementServer(@Observes ManagementInterface port, ManagementConfig config) {
    if (LaunchMode.current() == LaunchMode.NORMAL) {
      check("quarkus.management.port", config.host(), config.port());
    }
  }

  private static void check(String setting, HttpServerOptions options) {
    check(setting, options.getHost(), options.getPort());
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
