package io.vouchsafe.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** In clear text there is HTTP/1.1 alone, and a request line and head that hold what is allowed. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class ClearTextTest {
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";

  Stage stage;

  @Test
  void thePrefaceOfHttp2IsNotUnderstood() throws IOException {
    assertFalse(sent(PREFACE).contains("\0\0"), "the server sent a frame of HTTP/2");
  }

  @Test
  void anUpgradeToHttp2IsIgnored() {
    Reply reply =
        Request.of("GET", "/.well-known/jwks.json")
            .header("Connection", "Upgrade, HTTP2-Settings, close")
            .header("Upgrade", "h2c")
            .header("HTTP2-Settings", "AAMAAABkAAQCAAAAAAIAAAAA")
            .send(stage);

    assertEquals(200, reply.status());
  }

  @Test
  void anAudienceOfAThousandCharactersBesideALongGrantIsRead() {
    Reply reply =
        Request.of("GET", "/id-token?audience=" + "%F0%9F%97%9D".repeat(1_000))
            .bearer("x".repeat(8_000))
            .send(stage);

    assertEquals(401, reply.status());
  }

  private String sent(String octets) throws IOException {
    URI server = URI.create(stage.url());
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(octets.getBytes(ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
