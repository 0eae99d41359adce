package io.vouchsafe.app;

import io.quarkus.runtime.Application;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.vertx.http.runtime.management.ManagementConfig;
import io.quarkus.vertx.http.runtime.management.ManagementInterfaceBuildTimeConfig;
import io.quarkus.vertx.http.runtime.options.HttpServerOptionsUtils;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vouchsafe.http.connection.ManagementLoop;
import io.vouchsafe.ops.health.PortsOpen;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;

/** The operators' port: its event loop, and whether all ports are open. */
@Singleton
class ManagementParts {
  @Produces
  @Singleton
  ManagementLoop managementLoop(Vertx vertx) {
    return new ManagementLoop(vertx);
  }

  void close(@Disposes ManagementLoop loop) throws Exception {
    loop.close();
  }

  /** Quarkus has opened its ports when it calls itself started, and tells nobody. */
  @Produces
  @Singleton
  PortsOpen portsOpen() {
    return new PortsOpen(ManagementParts::isStarted);
  }

  private static boolean isStarted() {
    Application running = Application.currentApplication();
    return running != null && running.isStarted();
  }

  /** Quarkus says nothing of the management port, which it opens soon after this event. */
  void moveManagement(
      @Observes StartupEvent started,
      ManagementLoop loop,
      SmallRyeConfig config,
      TlsConfigurationRegistry tls)
      throws IOException {
    ManagementConfig management = config.getConfigMapping(ManagementConfig.class);
    if (!management.hostEnabled()) {
      return;
    }
    int port = management.determinePort(LaunchMode.current());
    loop.take(
        port == 0 ? HttpServerOptionsUtils.RANDOM_PORT_MANAGEMENT : port,
        options(
            management, config.getConfigMapping(ManagementInterfaceBuildTimeConfig.class), tls));
  }

  /** The options that Quarkus makes of its settings: with TLS where there is a certificate. */
  private static HttpServerOptions options(
      ManagementConfig management,
      ManagementInterfaceBuildTimeConfig built,
      TlsConfigurationRegistry tls)
      throws IOException {
    HttpServerOptions options =
        HttpServerOptionsUtils.createSslOptionsForManagementInterface(
            built, management, LaunchMode.current(), List.of(), tls);
    if (options == null || options.getKeyCertOptions() == null) {
      options = new HttpServerOptions();
      HttpServerOptionsUtils.applyCommonOptionsForManagementInterface(
          options, built, management, List.of());
    }
    return options;
  }
}
