package io.vouchsafe.agent.listener;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * HTTP/1.1 as the loop of a socket speaks it (RFC 9112): one request of one connection, with a head
 * of 8 KiB and a body of 16 KiB at most, whose length is said.
 */
final class SocketRequests {
  private static final int LARGEST_HEAD = 8 * 1024;
  private static final int LARGEST_BODY = 16 * 1024;
  private static final String END = "\r\n\r\n";

  private SocketRequests() {}

  /**
   * Reads a request.
   *
   * @throws Request.Bad if it is none, or is too large
   * @throws IOException if it does not come whole
   */
  static Request read(InputStream in) throws Request.Bad, IOException {
    String[] lines = head(in).split("\r\n", -1);
    String[] first = lines[0].split(" ", -1);
    if (first.length != 3 || !first[2].startsWith("HTTP/1.") || !first[1].startsWith("/")) {
      throw new Request.Bad("the first line is no request of HTTP/1.1");
    }
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon < 1 || !lines[i].substring(0, colon).matches("[\\w!#$%&'*+.^`|~-]+")) {
        throw new Request.Bad("a line of the head is no header");
      }
      headers
          .computeIfAbsent(lines[i].substring(0, colon), name -> new ArrayList<>())
          .add(lines[i].substring(colon + 1).strip());
    }
    int query = first[1].indexOf('?');
    return new Request(
        first[0],
        query < 0 ? first[1] : first[1].substring(0, query),
        query < 0 ? "" : first[1].substring(query + 1),
        name -> headers.getOrDefault(name, List.of()),
        body(in, headers));
  }

  private static String head(InputStream in) throws Request.Bad, IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (head.size() < LARGEST_HEAD) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("the request ends in its head");
      }
      head.write(octet);
      if (octet == '\n' && head.size() >= END.length()) {
        String text = head.toString(ISO_8859_1);
        if (text.endsWith(END)) {
          return text.substring(0, text.length() - END.length());
        }
      }
    }
    throw new Request.Bad("the head is larger than 8 KiB");
  }

  private static byte[] body(InputStream in, Map<String, List<String>> headers)
      throws Request.Bad, IOException {
    if (headers.containsKey("Transfer-Encoding")) {
      throw new Request.Bad("the body needs a Content-Length; Transfer-Encoding is not taken");
    }
    List<String> lengths = headers.getOrDefault("Content-Length", List.of("0"));
    if (lengths.size() != 1 || !lengths.getFirst().matches("[0-9]{1,9}")) {
      throw new Request.Bad("Content-Length is no number");
    }
    int length = Integer.parseInt(lengths.getFirst());
    if (length > LARGEST_BODY) {
      throw new Request.Bad("the body is larger than 16 KiB");
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new IOException("the request ends in its body");
    }
    return body;
  }

  /** An answer, after which the connection is closed. */
  static byte[] written(Reply reply) {
    StringBuilder head = new StringBuilder();
    head.append("HTTP/1.1 %d %s\r\n".formatted(reply.status(), reply.status() == 200 ? "OK" : ""));
    head.append("Content-Type: ").append(reply.contentType()).append("\r\n");
    head.append("Content-Length: ").append(reply.body().length).append("\r\n");
    reply.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("Cache-Control: no-store\r\nConnection: close\r\n\r\n");
    byte[] first = head.toString().getBytes(UTF_8);
    byte[] all = new byte[first.length + reply.body().length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(reply.body(), 0, all, first.length, reply.body().length);
    return all;
  }
}
