package io.vouchsafe.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vouchsafe.testing.BreakingProxy.Request;
import io.vouchsafe.testing.BreakingProxy.Response;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** HTTP/1.1 as a proxy reads and writes it. */
public final class HttpWire {
  /** Headers that belong to one connection, or that the client library sets by itself. */
  private static final Set<String> HOP =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "transfer-encoding",
          "upgrade");

  private HttpWire() {}

  /** The next request of a connection. */
  static Request read(InputStream in) throws IOException {
    var requestLine = readLine(in).split(" ", -1);
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    int length = 0;
    for (var line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      var name = line.substring(0, line.indexOf(':')).strip();
      var value = line.substring(line.indexOf(':') + 1).strip();
      if (name.equalsIgnoreCase("content-length")) {
        length = Integer.parseInt(value);
      }
      putUnlessHop(headers, name, value);
    }
    var target = requestLine[1];
    var path = target.contains("?") ? target.substring(0, target.indexOf('?')) : target;
    return new Request(requestLine[0], path, target, headers, in.readNBytes(length));
  }

  /** Adds a header that is not about one connection. */
  static void putUnlessHop(Map<String, String> headers, String name, String value) {
    if (!HOP.contains(name.toLowerCase(Locale.ROOT))) {
      headers.put(name, value);
    }
  }

  /**
   * The next line, without what ends it.
   *
   * @throws EOFException with what came of it, if the connection ended
   */
  public static String readLine(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended after: " + line.toString(ISO_8859_1));
      }
      line.write(b);
    }
    return line.toString(ISO_8859_1).strip();
  }

  /** Writes an answer; false if the connection is to end with it. */
  static boolean write(OutputStream out, Response response) throws IOException {
    var head = new StringBuilder("HTTP/1.1 ").append(response.status()).append(" -\r\n");
    response.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    if (response.status() != 204 && response.status() != 304) {
      head.append("content-length: " + response.body().length + "\r\n");
    }
    var whole = new ByteArrayOutputStream();
    whole.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
    whole.write(response.body(), 0, response.sent());
    whole.writeTo(out);
    out.flush();
    return response.sent() == response.body().length;
  }
}
