package io.vouchsafe.app;

import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.quarkus.vertx.http.runtime.HttpCertificateUpdateEventListener;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.SSLOptions;
import io.vouchsafe.base.Outage;
import io.vouchsafe.config.Setting;
import io.vouchsafe.http.connection.CertificateSwap;
import io.vouchsafe.http.connection.KeyMatch;
import io.vouchsafe.http.connection.ManagementLoop;
import io.vouchsafe.ops.log.Outages;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * The certificates of both ports. It stands in for the listener of Quarkus, which gives a server
 * whatever was read, be it the same as before or half of what is being replaced, and loses the
 * connections that come meanwhile.
 */
@Alternative
@Priority(1)
@Singleton
class Certificates extends HttpCertificateUpdateEventListener {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.tls");

  private record Server(HttpServer server, String configuration) {}

  private final Vertx vertx;
  private final TlsConfigurationRegistry registry;
  private final SmallRyeConfig config;
  private final CertificateSwap swap;
  private final CertificateFiles files;
  private final Outage outage;
  private final List<Server> servers = new CopyOnWriteArrayList<>();
  private final Map<String, SSLOptions> served = new ConcurrentHashMap<>();
  private final Lock replacing = new ReentrantLock();

  Certificates(
      Vertx vertx,
      TlsConfigurationRegistry registry,
      SmallRyeConfig config,
      TlsConfig settings,
      ManagementLoop loop,
      InstantSource clock) {
    this.vertx = Objects.requireNonNull(vertx, "vertx");
    this.registry = Objects.requireNonNull(registry, "registry");
    this.config = Objects.requireNonNull(config, "config");
    this.swap = new CertificateSwap(vertx, loop);
    this.files = new CertificateFiles(config, settings, vertx);
    this.outage = Outages.ofCertificates(clock);
  }

  /**
   * Looks at the certificates that the ports will be opened with.
   *
   * @throws io.quarkus.runtime.configuration.ConfigurationException if a port's private key does
   *     not belong to its certificate
   */
  void check() {
    for (String port : List.of("quarkus.http", "quarkus.management")) {
      String name =
          config
              .getOptionalValue(port + ".tls-configuration-name", String.class)
              .orElse(TlsConfig.DEFAULT_NAME);
      registry
          .get(name)
          .filter(it -> it.getKeyStoreOptions() != null && !matches(it))
          .ifPresent(
              it -> {
                throw Setting.refused(
                    CertificateFiles.property(name) + ".key-store",
                    "its private key does not belong to its certificate");
              });
    }
  }

  /** Quarkus calls it for each server that was opened with TLS. */
  @Override
  public void register(HttpServer server, String configuration, String id) {
    servers.add(new Server(server, configuration));
    registry
        .get(configuration)
        .filter(opened -> served.putIfAbsent(configuration, opened.getSSLOptions()) == null)
        .flatMap(first -> files.period(configuration))
        .ifPresent(period -> watch(configuration, period));
  }

  /** Where Quarkus cannot read the files again, nobody is told but by this. */
  private void watch(String name, Duration period) {
    vertx.setPeriodic(
        period.toMillis(),
        timer ->
            vertx.executeBlocking(
                () -> {
                  files.fault(name).ifPresent(fault -> failed(name, fault));
                  return null;
                },
                false));
  }

  /**
   * Quarkus says so whenever the files were read again, on a thread that may block. While one
   * certificate is being replaced the next reading is left to the one after it.
   */
  @Override
  public void onCertificateUpdate(@Observes CertificateUpdatedEvent event)
      throws InterruptedException {
    if (replacing.tryLock()) {
      try {
        replace(event.name(), event.tlsConfiguration());
      } finally {
        replacing.unlock();
      }
    }
  }

  private void replace(String name, TlsConfiguration configuration) throws InterruptedException {
    SSLOptions read = configuration.getSSLOptions();
    Collection<HttpServer> affected = onePerPort(name);
    if (affected.isEmpty()) {
      return;
    }
    if (read.equals(served.get(name))) {
      outage.worked(CertificateFiles.property(name));
      return;
    }
    if (!matches(configuration)) {
      failed(name, "the new private key does not belong to its certificate");
      return;
    }
    try {
      for (HttpServer server : affected) {
        swap.apply(server, read);
      }
      served.put(name, read);
      outage.worked(CertificateFiles.property(name));
      LOG.infof("the certificate of %s was replaced", CertificateFiles.property(name));
    } catch (ExecutionException e) {
      failed(
          name,
          "the new certificate cannot be used (%s)"
              .formatted(e.getCause().getClass().getSimpleName()));
    } catch (TimeoutException e) {
      failed(name, "the new certificate could not be read in time");
    }
  }

  /** Servers that share a port share its certificate. */
  private Collection<HttpServer> onePerPort(String configuration) {
    Map<Integer, HttpServer> ports = new TreeMap<>();
    servers.stream()
        .filter(server -> server.configuration().equals(configuration))
        .forEach(server -> ports.put(server.server().actualPort(), server.server()));
    return ports.values();
  }

  private void failed(String name, String reason) {
    outage.failed(
        CertificateFiles.property(name),
        reason + "; mend the files, which are read again; the certificate before is still served");
  }

  private boolean matches(TlsConfiguration configuration) {
    try {
      return KeyMatch.in(configuration.getKeyStoreOptions().getKeyManagerFactory(vertx));
    } catch (Exception e) {
      return false;
    }
  }
}
