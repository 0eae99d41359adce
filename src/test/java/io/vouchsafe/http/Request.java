package io.vouchsafe.http;

import static io.vouchsafe.http.ErrorTable.CANARY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vouchsafe.testing.Stage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** An HTTP/1.1 request, as it goes over the wire. */
record Request(String method, String target, List<Map.Entry<String, String>> headers, byte[] body) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Request of(String method, String target) {
    return new Request(method, target, List.of(), new byte[0]);
  }

  Request header(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    more.add(Map.entry(name, value));
    return new Request(method, target, List.copyOf(more), body);
  }

  Request bearer(String token) {
    return header("Authorization", "Bearer " + token);
  }

  Request json(String json) {
    return json(json.getBytes(UTF_8));
  }

  Request json(byte[] json) {
    return header("Content-Type", "application/json").body(json);
  }

  /** With a {@code Content-Length} that is right. */
  Request body(byte[] octets) {
    return header("Content-Length", Integer.toString(octets.length)).unannounced(octets);
  }

  /** Without a {@code Content-Length}. */
  Request chunked(byte[] octets) {
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    for (int from = 0; from < octets.length; from += 8192) {
      int length = Math.min(8192, octets.length - from);
      chunks.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(ISO_8859_1));
      chunks.write(octets, from, length);
      chunks.writeBytes("\r\n".getBytes(ISO_8859_1));
    }
    chunks.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
    return header("Transfer-Encoding", "chunked").unannounced(chunks.toByteArray());
  }

  private Request unannounced(byte[] octets) {
    return new Request(method, target, headers, octets);
  }

  /** Sends it over a connection of its own. */
  Reply send(Stage stage) {
    return send(stage, header("Connection", "close")).getFirst();
  }

  /** Sends requests over one connection, each when the one before it is answered. */
  static List<Reply> send(Stage stage, Request... requests) {
    URI server = URI.create(stage.url());
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(20_000);
      List<Reply> replies = new ArrayList<>();
      for (Request request : requests) {
        OutputStream out = socket.getOutputStream();
        out.write(request.head(server).getBytes(ISO_8859_1));
        Thread body = Thread.ofVirtual().start(() -> request.write(out));
        replies.add(Reply.read(socket.getInputStream(), request.method().equals("HEAD")));
        if (requests.length > 1) {
          body.join();
        }
      }
      return replies;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(requests[0].target().split("\\?", 2)[0], e);
    }
  }

  private String head(URI server) {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    if (headers.stream().noneMatch(it -> it.getKey().equals("Host"))) {
      head.append("Host: " + server.getAuthority() + "\r\n");
    }
    headers.forEach(it -> head.append(it.getKey() + ": " + it.getValue() + "\r\n"));
    return head.append("\r\n").toString();
  }

  /** The server may answer, and hang up, before it has all of the body. */
  private void write(OutputStream out) {
    try {
      out.write(body);
      out.flush();
    } catch (IOException e) {
      // The reply tells.
    }
  }

  /** What no answer may repeat. */
  Set<String> values() {
    Set<String> values = new LinkedHashSet<>(Set.of(CANARY));
    headers.stream()
        .filter(it -> it.getKey().equals("Authorization"))
        .flatMap(it -> Pattern.compile("[ .]").splitAsStream(it.getValue()))
        .filter(it -> it.length() >= 8)
        .forEach(values::add);
    if (target.contains("?")) {
      for (String pair : target.split("\\?", 2)[1].split("&")) {
        String value = pair.contains("=") ? pair.split("=", 2)[1] : "";
        values.add(value);
        try {
          values.add(URLDecoder.decode(value, UTF_8));
        } catch (IllegalArgumentException e) {
          // Broken on purpose.
        }
      }
    }
    try {
      texts(JSON.readTree(body), values);
    } catch (IOException e) {
      // Broken on purpose; it has the canary in it.
    }
    values.removeIf(it -> it.strip().length() < 5);
    return values;
  }

  private static void texts(JsonNode json, Set<String> values) {
    if (json.isTextual()) {
      values.add(json.textValue());
    }
    json.forEach(it -> texts(it, values));
  }
}
