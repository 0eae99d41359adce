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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client of HTTP/2 is told to go elsewhere too, and gets its answer first. */
class StopHttp2IT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Stage stage = Stage.shared();

  @AfterEach
  void stop() {
    stage.stop();
  }

  @Test
  void answersAreFollowedByGoAwayAndNothingIsReset() throws Exception {
    Map<String, String> config = new TreeMap<>(stage.start());
    int port = Ports.one();
    ServerCertificate certificate =
        ServerCertificate.create(Repository.TARGET.resolve("stop-" + port + ".p12"));
    config.putAll(certificate.settings(port));
    config.put("vouchsafe.http.shutdown-delay", "4s");
    Health health = new Health(stage);
    List<Integer> statuses = new CopyOnWriteArrayList<>();
    try (ServiceProcess service = ServiceProcess.on(stage, "stop-http2", config);
        Http2Connection connection =
            new Http2Connection(
                Peer.number(1).connectTls(port, certificate.trust(), "h2"),
                65_535,
                statuses::add)) {
      eventually(health::text, health::good);
      connection.request(jwks(), true);
      assertTrue(connection.await(it -> it.ended() == 1, PATIENCE));
      assertFalse(connection.received().goneAway());
      service.process().destroy();
      eventually(health::text, () -> !Health.up(health.ready()));

      connection.request(jwks(), true);

      assertTrue(connection.await(Received::goneAway, PATIENCE));
      assertTrue(connection.await(Received::closed, PATIENCE));
      assertEquals(List.of(200, 200), statuses);
      assertEquals(0, connection.received().reset());
      assertEquals(2, connection.received().ended());
    }
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
