package io.vouchsafe.app;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.quarkus.vertx.http.runtime.management.ManagementConfig;
import io.quarkus.vertx.http.runtime.management.ManagementInterfaceBuildTimeConfig;
import io.quarkus.vertx.http.runtime.options.HttpServerOptionsUtils;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vouchsafe.http.HttpSettings;
import io.vouchsafe.http.Limit;
import io.vouchsafe.http.LimitEvents;
import io.vouchsafe.http.RequestEvents;
import io.vouchsafe.http.connection.ConnectionSettings;
import io.vouchsafe.http.connection.Connections;
import io.vouchsafe.http.connection.ManagementLoop;
import io.vouchsafe.http.limit.Peers;
import io.vouchsafe.ops.HttpMeters;
import io.vouchsafe.ops.LimitMetrics;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The connections to the public port, and how often their limits bit. */
@Singleton
class ConnectionParts {
  @Produces
  @Singleton
  LimitEvents limitEvents() {
    LimitMetrics metrics = new LimitMetrics(Stream.of(Limit.values()).map(Limit::label).toList());
    return limit -> metrics.bit(limit.label());
  }

  @Produces
  @Singleton
  RequestEvents requestEvents() {
    HttpMeters meters = new HttpMeters();
    return new RequestEvents() {
      @Override
      public void answered(String method, String uri, int status, long nanos) {
        meters.answered(method, uri, status, nanos);
      }

      @Override
      public void clientLeft(String method, String uri, long nanos) {
        meters.clientLeft(method, uri, nanos);
      }
    };
  }

  @Produces
  @Singleton
  Connections connections(ConnectionSettings settings, HttpSettings http, LimitEvents events) {
    Peers peers = new Peers(http.proxies());
    Connections connections =
        new Connections(settings, http.bodies().max(), peers::isProxy, events);
    LimitMetrics.register(connections::open, connections::peers);
    return connections;
  }

  @Produces
  @Singleton
  ManagementLoop managementLoop(Vertx vertx) {
    return new ManagementLoop(vertx);
  }

  void close(@Disposes ManagementLoop loop) throws Exception {
    loop.close();
  }

  /** Quarkus opens the management port beside the public one and says nothing of it. */
  void moveManagement(
      @ObservesAsync HttpServerStart started,
      ManagementLoop loop,
      SmallRyeConfig config,
      TlsConfigurationRegistry tls)
      throws IOException {
    ManagementConfig management = config.getConfigMapping(ManagementConfig.class);
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

  /** Quarkus says so as soon as the port is open; a connection may have been faster. */
  void open(@ObservesAsync HttpServerStart started, Connections connections, Vertx vertx) {
    guard(started.options(), connections, vertx);
  }

  void openWithTls(@ObservesAsync HttpsServerStart started, Connections connections, Vertx vertx) {
    guard(started.options(), connections, vertx);
  }

  private static void guard(HttpServerOptions opened, Connections connections, Vertx vertx) {
    connections.guard(vertx, opened);
  }
}
