package io.vouchsafe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Peer;
import io.vouchsafe.testing.RawConnection;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of HTTP/1.1 that come before the one before them was answered (RFC 9112, 9.3.2). */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class PipelinedCallsTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  Stage stage;

  /** Beyond what is read behind a call the rest of a body comes when it is its turn. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3_000, 60_000, 200_000})
  void eachIsAnsweredHoweverMuchFollowsTheFirst(int padding) throws IOException {
    String bearer =
        "Host: a\r\nAuthorization: Bearer %s\r\n"
            .formatted(Client.of(stage).grant(Client.workload("d-pipelined")));
    String get = "GET /id-token?audience=a HTTP/1.1\r\n" + bearer + "\r\n";
    String body = "{\"tokens\":{\"a\":{\"audience\":\"a\"}}}" + " ".repeat(padding);
    String post =
        "POST /id-tokens HTTP/1.1\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(bearer, body.length(), body);
    int port = URI.create(stage.url()).getPort();
    try (RawConnection connection = new RawConnection(Peer.number(12).connect(port))) {
      connection.send(get + post + get + post);

      for (int i = 0; i < 4; i++) {
        assertEquals(200, connection.answer(LONG).orElseThrow().status());
      }
    }
  }
}
