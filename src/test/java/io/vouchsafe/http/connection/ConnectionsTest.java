package io.vouchsafe.http.connection;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.http.limit.Limit;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.RawConnection;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every bound of a connection bites. It is also what holds {@link VertxInternals} to Vert.x: where
 * the handler is no longer in front of a connection, nothing here is cut.
 */
@QuarkusTest
@QuarkusTestResource(Stage.class)
@QuarkusTestResource(value = ConnectionsTest.Short.class, restrictToAnnotatedClass = true)
class ConnectionsTest {
  private static final int MAX = 24;
  private static final int MAX_PER_PEER = 16;
  private static final String READ = "GET /.well-known/jwks.json HTTP/1.1\r\nHost: a\r\n\r\n";

  /** Bounds that a test can wait for. */
  public static final class Short implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
      String prefix = "vouchsafe.http.connection.";
      return Map.of(
          prefix + "max", Integer.toString(MAX),
          prefix + "max-per-peer", Integer.toString(MAX_PER_PEER),
          prefix + "max-heads", "64K",
          prefix + "head-timeout", "1s",
          prefix + "idle-timeout", "5s",
          prefix + "answer-timeout", "1s");
    }

    @Override
    public void stop() {}
  }

  Stage stage;
  private final List<RawConnection> open = new ArrayList<>();
  private Metrics metrics;

  @BeforeEach
  void nobodyIsConnected() {
    metrics = new Metrics(stage);
    eventually("no connections", () -> metrics.value("vouchsafe_http_connections") == 0);
  }

  @AfterEach
  void close() throws IOException {
    for (RawConnection connection : open) {
      connection.close();
    }
  }

  private RawConnection connect() throws IOException {
    return connect("127.0.0.1");
  }

  private RawConnection connect(String from) throws IOException {
    RawConnection connection = RawConnection.from(from, URI.create(stage.url()).getPort());
    open.add(connection);
    return connection;
  }

  private double bites(Limit limit) {
    return metrics.value("vouchsafe_http_limit_total{limit=\"%s\"}".formatted(limit.label()));
  }

  private interface Deed {
    void run() throws IOException;
  }

  private void bitesOnce(Limit limit, Deed deed) throws IOException {
    double before = bites(limit);
    deed.run();
    assertEquals(before + 1, bites(limit), limit.label());
  }

  @Test
  void everyLimitIsCountedFromTheStart() {
    for (Limit limit : Limit.values()) {
      assertTrue(bites(limit) >= 0, limit.label());
    }
  }

  @Test
  void aConnectionThatSaysNothingIsCut() throws IOException {
    bitesOnce(Limit.HEAD_TIME, () -> assertEquals("", connect().rest()));
  }

  @Test
  void aHeadThatComesSlowlyIsCut() throws IOException {
    bitesOnce(
        Limit.HEAD_TIME,
        () -> {
          RawConnection slow = connect();
          slow.send("GET / HTTP/1.1\r\nHost: a\r\n");
          slow.dripUntilClosed("X-Drop: x\r\n");
        });
  }

  @Test
  void theHeadOfANextRequestIsCutToo() throws IOException {
    bitesOnce(
        Limit.HEAD_TIME,
        () -> {
          RawConnection slow = connect();
          slow.send(READ);
          assertEquals(200, slow.answer().orElseThrow().status());
          slow.send("GET / HTTP/1.1\r\n");
          slow.dripUntilClosed("X-Drop: x\r\n");
        });
  }

  @Test
  void soIsOneThatCameWithTheRequestBeforeIt() throws IOException {
    bitesOnce(
        Limit.HEAD_TIME,
        () -> {
          RawConnection slow = connect();
          slow.send(READ + "GET / HTTP/1.1\r\nX: " + "x".repeat(1_000));
          assertEquals(200, slow.answer().orElseThrow().status());
          assertEquals("", slow.rest());
        });
  }

  @Test
  void headsThatCameWithARequestBeforeThemShareTheRoomOfHeads() throws IOException {
    double before = bites(Limit.HEADS);
    for (int i = 0; i < 6; i++) {
      connect().send(READ + "GET / HTTP/1.1\r\n" + "a:b\r\n".repeat(3_600));
    }
    eventually("a bite", () -> bites(Limit.HEADS) > before);
  }

  @Test
  void aConnectionWithoutARequestIsCut() throws IOException {
    bitesOnce(
        Limit.IDLE_TIME,
        () -> {
          RawConnection idle = connect();
          idle.send(READ);
          assertEquals(200, idle.answer().orElseThrow().status());
          assertEquals("", idle.rest());
        });
  }

  @Test
  void anAnswerThatNobodyReadsIsCut() throws IOException {
    bitesOnce(Limit.ANSWER_TIME, () -> connect().sendUntilClosed(READ));
  }

  /** A connection of the peer that stays for as long as it may be idle. */
  private void stays(String peer) throws IOException {
    RawConnection connection = connect(peer);
    connection.send(READ);
    assertEquals(200, connection.answer().orElseThrow().status());
  }

  @Test
  void aPeerHasSoManyConnections() throws IOException {
    bitesOnce(
        Limit.CONNECTIONS_OF_PEER,
        () -> {
          for (int i = 0; i < MAX_PER_PEER; i++) {
            stays("127.0.0.1");
          }
          assertEquals("", connect().rest());
        });
    assertEquals(1, metrics.value("vouchsafe_http_peers"));
    RawConnection other = connect("127.0.0.2");
    other.send(READ);
    assertEquals(200, other.answer().orElseThrow().status());
  }

  @Test
  void thereAreSoManyConnectionsInAll() throws IOException {
    bitesOnce(
        Limit.CONNECTIONS,
        () -> {
          for (int i = 0; i < MAX; i++) {
            stays("127.0.0." + (1 + i % 2));
          }
          assertEquals("", connect("127.0.0.3").rest());
        });
    close();
    eventually("no connections", () -> metrics.value("vouchsafe_http_connections") == 0);
    RawConnection next = connect();
    next.send(READ);
    assertEquals(200, next.answer().orElseThrow().status());
  }

  @Test
  void headsThatAreNotWholeHaveSoMuchRoom() throws IOException {
    double before = bites(Limit.HEADS);
    for (int i = 0; i < 6; i++) {
      connect().send("GET / HTTP/1.1\r\nX-Long: " + "x".repeat(11_000));
    }
    eventually("a bite", () -> bites(Limit.HEADS) > before);
    RawConnection other = connect("127.0.0.2");
    other.send(READ.substring(0, 20));
    other.send(READ.substring(20));
    assertEquals(200, other.answer().orElseThrow().status(), "another peer");
  }
}
