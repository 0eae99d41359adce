package io.vouchsafe.hostile;

import static io.vouchsafe.testing.Eventually.eventually;

import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http2Connection;
import io.vouchsafe.testing.Peer;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.RawConnection;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.ServerCertificate;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * The packaged service that is attacked: a process of its own with the flags of docs/artifacts.md,
 * with one public port without TLS and one with it, and nothing between it and its Vault.
 */
final class Target implements AutoCloseable {
  static final String ES256 = Stage.ES256_AUDIENCE;
  static final String RS256 = "rs256.example";

  private static final List<String> JVM_FLAGS = List.of("-XX:+UseG1GC", "-Xms32m", "-Xmx256m");

  private static final Duration WARM_UP = Duration.ofSeconds(3);

  private final Stage stage;
  private final ServiceProcess service;
  private final int tlsPort;
  private final SSLContext trust;

  private Target(Stage stage, ServiceProcess service, int tlsPort, SSLContext trust) {
    this.stage = stage;
    this.service = service;
    this.tlsPort = tlsPort;
    this.trust = trust;
  }

  /** Starts one whose log is {@code target/service-NAME.log}, and waits until it can sign. */
  static Target start(String name) {
    Stage stage = Stage.shared();
    Map<String, String> config = new TreeMap<>(stage.start());
    config.put("quarkus.vault.url", stage.bao().address().toString());
    List.of("transit.request-timeout", "keys.refresh", "signing.verify")
        .forEach(setting -> config.remove("vouchsafe." + setting));
    int tlsPort = Ports.one();
    ServerCertificate certificate =
        ServerCertificate.create(Repository.TARGET.resolve("hostile-" + tlsPort + ".p12"));
    config.putAll(certificate.settings(tlsPort));
    ServiceProcess service = ServiceProcess.on(stage, name, config, JVM_FLAGS);
    Health health = new Health(stage);
    eventually(health::text, health::good);
    Target target = new Target(stage, service, tlsPort, certificate.trust());
    target.warmUp();
    return target;
  }

  /** Its first seconds are no measure. */
  private void warmUp() {
    try (GoodCaller caller = new GoodCaller(this, grant("first"), Peer.number(0))) {
      caller.rate(WARM_UP);
    }
  }

  /** The port without TLS. */
  int port() {
    return URI.create(stage.url()).getPort();
  }

  /** The operators' port. */
  int managementPort() {
    return URI.create(stage.managementUrl()).getPort();
  }

  /** A grant for any audience. */
  String grant(String deployment) {
    return Client.of(stage).grant(Client.workload(deployment));
  }

  /** What a broker shows. */
  String proof() {
    return Client.of(stage).proof();
  }

  ServiceProcess service() {
    return service;
  }

  boolean running() {
    return service.running();
  }

  /** A connection of this peer to the port without TLS. */
  RawConnection connect(Peer peer) throws IOException {
    return new RawConnection(peer.connect(port()));
  }

  /** A connection of this peer to the port with TLS. */
  RawConnection connectTls(Peer peer) throws IOException {
    return new RawConnection(peer.connectTls(tlsPort, trust, "http/1.1"));
  }

  /** A connection of this peer to the port without TLS that speaks HTTP/2 all the same. */
  Http2Connection clearText(Peer peer, Consumer<Integer> statuses) throws IOException {
    return new Http2Connection(peer.connect(port()), 65_535, statuses);
  }

  /** An HTTP/2 connection of this peer under TLS, whose answers have so many octets at most. */
  Http2Connection http2(Peer peer, int answerWindow, Consumer<Integer> statuses)
      throws IOException {
    Socket socket = peer.connectTls(tlsPort, trust, "h2");
    return new Http2Connection(socket, answerWindow, statuses);
  }

  /** How many lines of its log there are but those of tokens. */
  long linesOfLog() {
    return Footprint.linesOf(service.log()).size();
  }

  /** What it holds and has written by now. */
  Footprint footprint() {
    return Footprint.of(service, stage.managementUrl());
  }

  @Override
  public void close() {
    service.kill();
    stage.stop();
  }
}
