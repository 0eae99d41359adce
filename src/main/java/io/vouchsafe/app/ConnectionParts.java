package io.vouchsafe.app;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vouchsafe.base.Stopping;
import io.vouchsafe.http.HttpSettings;
import io.vouchsafe.http.RequestEvents;
import io.vouchsafe.http.connection.ConnectionSettings;
import io.vouchsafe.http.connection.Connections;
import io.vouchsafe.http.connection.PortShutdown;
import io.vouchsafe.http.connection.ShutdownSettings;
import io.vouchsafe.http.limit.Limit;
import io.vouchsafe.http.limit.LimitEvents;
import io.vouchsafe.http.limit.Peers;
import io.vouchsafe.ops.metrics.HttpMeters;
import io.vouchsafe.ops.metrics.LimitMetrics;
import io.vouchsafe.ops.metrics.Meters;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.stream.Stream;

/** The connections to the public port, and how often their limits bit. */
@Singleton
class ConnectionParts {
  @Produces
  @Singleton
  LimitMetrics limitMetrics(Meters meters) {
    return new LimitMetrics(Stream.of(Limit.values()).map(Limit::label).toList(), meters);
  }

  @Produces
  @Singleton
  LimitEvents limitEvents(LimitMetrics metrics) {
    return limit -> metrics.bit(limit.label());
  }

  @Produces
  @Singleton
  HttpMeters httpMeters(Meters meters) {
    return new HttpMeters(meters);
  }

  @Produces
  @Singleton
  RequestEvents requestEvents(HttpMeters meters) {
    return new RequestEvents() {
      @Override
      public void answered(String method, String uri, int status, long nanos) {
        meters.answered(method, uri, status, nanos);
      }

      @Override
      public void authenticated(long nanos) {
        meters.authenticated(nanos);
      }

      @Override
      public void clientLeft(String method, String uri, long nanos) {
        meters.clientLeft(method, uri, nanos);
      }
    };
  }

  @Produces
  @Singleton
  Connections connections(
      ConnectionSettings settings, HttpSettings http, LimitEvents events, LimitMetrics metrics) {
    Peers peers = new Peers(http.proxies());
    Connections connections = new Connections(settings, peers::isProxy, events);
    metrics.watch(connections::open, connections::peers);
    return connections;
  }

  @Produces
  @Singleton
  Stopping stopping(InstantSource clock) {
    return new Stopping(clock);
  }

  @Produces
  @Singleton
  PortShutdown shutdown(Stopping stopping, Connections connections, ShutdownSettings settings) {
    return new PortShutdown(stopping, connections, settings);
  }

  /** Quarkus says so as soon as the port is open; a connection may have been faster. */
  void open(
      @ObservesAsync HttpServerStart started,
      Connections connections,
      PortShutdown shutdown,
      Vertx vertx) {
    open(started.options(), connections, shutdown, vertx);
  }

  void openWithTls(
      @ObservesAsync HttpsServerStart started,
      Connections connections,
      PortShutdown shutdown,
      Vertx vertx) {
    open(started.options(), connections, shutdown, vertx);
  }

  /** A start that is told to stop goes on to its end, and opens the port. */
  private static void open(
      HttpServerOptions options, Connections connections, PortShutdown shutdown, Vertx vertx) {
    connections.guard(vertx, options);
    if (!ApplicationLifecycleManager.isVmShuttingDown()) {
      shutdown.opened();
    }
  }
}
