package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.HeaderBlock;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http2Connection;
import io.vouchsafe.testing.Http2Connection.Received;
import io.vouchsafe.testing.Peer;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.ServerCertificate;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A client of HTTP/2 is told to go elsewhere before anything of it is refused (RFC 9113, 6.8), and
 * gets every answer first.
 */
class StopHttp2IT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int ANY_STREAM = Integer.MAX_VALUE;
  private static final int AT_ONCE = 8;

  private final Stage stage = Stage.shared();
  private final Health health = new Health(stage);
  private final int port = Ports.one();
  private final ServerCertificate certificate =
      ServerCertificate.create(Repository.TARGET.resolve("stop-" + port + ".p12"));
  private final List<Integer> statuses = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    stage.stop();
  }

  private ServiceProcess start(String name, String delay) {
    Map<String, String> config = new TreeMap<>(stage.start());
    config.putAll(certificate.settings(port));
    config.put("vouchsafe.http.shutdown-delay", delay);
    return ServiceProcess.on(stage, name, config);
  }

  private Http2Connection connect() throws IOException {
    return new Http2Connection(
        Peer.number(1).connectTls(port, certificate.trust(), "h2"), 65_535, statuses::add);
  }

  @Test
  void aClientIsToldBeforeAnythingOfItIsRefused() throws Exception {
    try (ServiceProcess service = start("stop-http2", "4s");
        Http2Connection connection = connect()) {
      eventually(health::text, health::good);
      connection.requests(jwks(), true, AT_ONCE);
      await(connection, it -> it.ended() == AT_ONCE);
      assertFalse(connection.received().goneAway());
      service.process().destroy();
      await(connection, Received::goneAway);

      connection.requests(jwks(), true, AT_ONCE);
      int last = connection.request(jwks(), true);

      await(connection, Received::closed);
      assertEquals(List.of(ANY_STREAM, last), connection.received().goAways());
      assertEquals(2 * AT_ONCE + 1, connection.received().ended());
      assertAllGood(connection);
    }
  }

  /** It asks until it reads that it shall not, and never asks again for what is not answered. */
  @Test
  void aClientThatDoesNotPauseLosesNothing() throws Exception {
    try (ServiceProcess service = start("stop-http2-busy", "4s");
        Http2Connection connection = connect()) {
      eventually(health::text, health::good);
      int sent = 0;
      while (!connection.received().goneAway()) {
        if (sent == 2 * AT_ONCE) {
          service.process().destroy();
        }
        int before = sent;
        await(connection, it -> it.goneAway() || before - it.ended() < AT_ONCE);
        connection.request(jwks(), true);
        sent++;
      }

      await(connection, Received::closed);
      assertEquals(sent, connection.received().ended());
      assertAllGood(connection);
    }
  }

  @Test
  void aNewConnectionIsAnsweredAndToldToo() throws Exception {
    try (ServiceProcess service = start("stop-http2-new", "4s")) {
      eventually(health::text, health::good);
      service.process().destroy();
      eventually(health::text, () -> !Health.up(health.ready()));
      try (Http2Connection connection = connect()) {
        int first = connection.request(jwks(), true);

        await(connection, Received::closed);
        assertEquals(List.of(ANY_STREAM, first), connection.received().goAways());
        assertEquals(1, connection.received().ended());
        assertAllGood(connection);
      }
    }
  }

  @Test
  void whereNobodyWatchesTheLastStreamIsNamedAtOnce() throws Exception {
    try (ServiceProcess service = start("stop-http2-at-once", "0s");
        Http2Connection connection = connect()) {
      eventually(health::text, health::good);
      int last = connection.request(jwks(), true);
      await(connection, it -> it.ended() == 1);
      service.process().destroy();

      await(connection, Received::closed);
      assertEquals(List.of(last), connection.received().goAways());
      assertAllGood(connection);
    }
  }

  private void assertAllGood(Http2Connection connection) {
    assertTrue(statuses.stream().allMatch(status -> status == 200), statuses::toString);
    assertEquals(0, connection.received().reset());
  }

  private static void await(Http2Connection connection, Predicate<Received> wanted)
      throws IOException {
    assertTrue(connection.await(wanted, PATIENCE), () -> connection.received().toString());
  }

  private static byte[] jwks() {
    return new HeaderBlock()
        .indexed(HeaderBlock.GET)
        .indexed(HeaderBlock.HTTPS)
        .literal(HeaderBlock.AUTHORITY, "localhost")
        .literal(HeaderBlock.PATH, "/.well-known/jwks.json")
        .octets();
  }
}
