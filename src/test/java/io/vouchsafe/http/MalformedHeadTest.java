package io.vouchsafe.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Malformed HTTP is a quiet 400, and the connection is closed. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class MalformedHeadTest {
  private static final String LINE = "GET /.well-known/jwks.json HTTP/1.1\r\n";

  Stage stage;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Host: \r\n",
        "Host: [::1\r\n",
        "Host: user@host\r\n",
        "Host: a:99999\r\n",
        "Host: a b\r\n",
        "Host: a\r\nHost: a\r\n",
        "Host: a\r\nHost: b\r\n",
        "Host: a\r\n: x\r\n",
        "Host: a\r\nTransfer-Encoding: gzip\r\nContent-Length: 2\r\n",
        "Host: a\r\nTransfer-Encoding: identity\r\n",
        "Host: a\r\nTransfer-Encoding: gzip, chunked\r\n"
      })
  void isRefusedWithADocument(String headers) throws IOException {
    Reply reply = reply(LINE + headers + "\r\n");

    assertEquals(400, reply.status(), reply::text);
    assertEquals("application/problem+json", reply.header("Content-Type"));
    assertEquals("close", reply.header("Connection"));
  }

  /** The HTTP server sees these first, and its answer has no body. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n",
        "Host: a\r\nTransfer-Encoding: chunked, identity\r\n",
        "Host: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
        "Host: a\r\nContent-Length: x\r\n",
        "Host: a\r\nA B: x\r\n",
        "Host: a\r\nX: a\u0000b\r\n",
        " Host: a\r\n"
      })
  void isRefusedByTheServer(String headers) throws IOException {
    Reply reply = reply(LINE + headers + "\r\n");

    assertEquals(400, reply.status(), reply::text);
    assertEquals("", reply.text());
  }

  @Test
  void whatIsTooLongIsRefusedByTheServer() throws IOException {
    assertEquals(
        414, reply("GET /" + "x".repeat(17_000) + " HTTP/1.1\r\nHost: a\r\n\r\n").status());
    assertEquals(
        431, reply(LINE + "Host: a\r\nX-Long: " + "x".repeat(21_000) + "\r\n\r\n").status());
  }

  @Test
  void aFoldedHeaderIsReadAsOneLine() throws IOException {
    String etag = reply(LINE + "Host: a\r\nConnection: close\r\n\r\n").header("ETag");
    String folded = "If-None-Match: \"x\",\r\n " + etag + "\r\n";

    assertEquals(304, reply(LINE + "Host: a\r\nConnection: close\r\n" + folded + "\r\n").status());
  }

  @Test
  void http10NeedsNoHost() throws IOException {
    assertEquals(200, reply("GET /.well-known/jwks.json HTTP/1.0\r\n\r\n").status());
  }

  private Reply reply(String octets) throws IOException {
    URI server = URI.create(stage.url());
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(octets.getBytes(ISO_8859_1));
      Reply reply = Reply.read(socket.getInputStream(), false);
      assertTrue(socket.getInputStream().read() < 0, "the connection is open");
      return reply;
    }
  }
}
