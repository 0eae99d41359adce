package io.vouchsafe.http;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.Peer;
import io.vouchsafe.testing.RawConnection;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a connection ends, nothing more on it is a request. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class LastAnswerTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final String READ = "GET /.well-known/jwks.json HTTP/1.1\r\nHost: a\r\n\r\n";

  Stage stage;
  private RawConnection connection;

  @BeforeEach
  void connect() throws IOException {
    connection = new RawConnection(Peer.number(9).connect(URI.create(stage.url()).getPort()));
  }

  @AfterEach
  void close() throws IOException {
    connection.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST /id-tokens HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "GET /.well-known/jwks.json HTTP/1.1\r\n\r\n",
        "GET /.well-known/jwks.json HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET /.well-known/jwks.json HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n",
        "GET /id-token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET ? HTTP/1.1\r\nHost: a\r\n\r\n",
        "OPTIONS ?a=b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
      })
  void whatComesBehindAMalformedRequestIsNotAnswered(String malformed) throws IOException {
    connection.send(malformed + READ + READ);

    RawConnection.Answer answer = connection.answer().orElseThrow();
    assertEquals(400, answer.status());
    assertTrue(answer.isProblem(), answer.text());
    assertEquals("", connection.rest());
  }

  @Test
  void aConnectionOfHttp10HasOneRequest() throws IOException {
    connection.send("GET /.well-known/jwks.json HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + READ);

    assertEquals(200, connection.answer().orElseThrow().status());
    assertEquals("", connection.rest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"SECRET/1.1", "RTSP/1.0", "HTTP/9.9", "HTTP/2.0"})
  void anotherProtocolIsNotRepeated(String protocol) throws IOException {
    connection.send("GET /x " + protocol + "\r\nHost: a\r\n\r\n");

    assertFalse(connection.rest().contains(protocol));
  }

  @Test
  void whatWasAskedForAtOnceEndsWhenItsClientLeaves() throws IOException {
    String grant = Client.of(stage).grant(Client.workload("d-at-once"));
    Client.of(stage).token(grant, "a");
    String request =
        "GET /id-token?audience=a HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n\r\n"
            .formatted(grant);
    connection.socket().setSoTimeout(1);
    Thread sender =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    for (int i = 0; i < 20_000; i++) {
                      connection.send(request);
                    }
                  } catch (SocketException closed) {
                    return;
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                });
    eventually("many tokens", () -> asked() > 50);
    connection.reset();
    assertTrue(joined(sender));
    eventually("nothing under way", () -> room() == 0);
    double after = asked();
    Client.of(stage).token(grant, "b");

    assertEquals(after + 1, asked());
  }

  private static boolean joined(Thread thread) {
    try {
      return thread.join(LONG);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private double asked() {
    return stage.vault().seen(path -> path.contains("/sign/")).size();
  }

  private double room() {
    return new Metrics(stage).value("vouchsafe_http_room_tokens{lane=\"rs256\"}");
  }
}
