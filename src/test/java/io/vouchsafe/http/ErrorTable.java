package io.vouchsafe.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.IssuedSecrets;
import io.vouchsafe.testing.Stage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What the tables of errors share: a row, a request written to the socket octet by octet, and what
 * holds of every problem document.
 */
final class ErrorTable {
  static final String CANARY = "canary-in-a-coal-mine";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern CLASS_NAME =
      Pattern.compile("\\b(java|javax|jakarta|io|com|org)\\.[a-z]+\\.|Exception|\\bat [a-z]+\\.");

  private ErrorTable() {}

  /** A request that is refused, and how. */
  record Row(String name, Refusal refusal, Function<Scene, Request> request) {
    /** The message has these words in it. */
    Row says(String words) {
      return new Row(name, refusal.saying(words), request);
    }

    void check(Stage stage) {
      Request sent = request.apply(Scene.on(stage));
      refusal.check(sent, sent.send(stage));
    }

    @Override
    public String toString() {
      return refusal.status() + " " + name;
    }
  }

  static Row invalid(String name, String member, Function<Scene, Request> request) {
    return new Row(name, new Refusal(400, "invalid-request", member, ""), request);
  }

  static Row noCredentials(String name, Function<Scene, Request> request) {
    return new Row(name, Refusal.NO_CREDENTIALS, request);
  }

  static Row badCredentials(String name, Function<Scene, Request> request) {
    return new Row(name, Refusal.INVALID_CREDENTIALS, request);
  }

  static Row forbidden(String name, String member, Function<Scene, Request> request) {
    return new Row(name, new Refusal(403, "forbidden", member, ""), request);
  }

  static Row refused(String name, int status, Function<Scene, Request> request) {
    return new Row(name, Refusal.of(status), request);
  }

  /**
   * How a request is refused.
   *
   * @param member the parameter or JSON member at fault, or empty
   * @param words something that the message says
   */
  record Refusal(int status, String type, String member, String words) {
    static final Refusal NO_CREDENTIALS = new Refusal(401, "no-credentials", "", "");
    static final Refusal INVALID_CREDENTIALS = new Refusal(401, "invalid-credentials", "", "");

    static Refusal of(int status) {
      return new Refusal(
          status,
          switch (status) {
            case 400 -> "invalid-request";
            case 403 -> "forbidden";
            case 404 -> "not-found";
            case 405 -> "method-not-allowed";
            case 413 -> "too-large";
            case 415 -> "unsupported-media-type";
            case 502 -> "wrong-answer";
            case 503 -> "unavailable";
            default -> throw new IllegalArgumentException(Integer.toString(status));
          },
          "",
          "");
    }

    static Refusal invalid(String member) {
      return new Refusal(400, "invalid-request", member, "");
    }

    static Refusal forbidden(String member) {
      return new Refusal(403, "forbidden", member, "");
    }

    Refusal saying(String words) {
      return new Refusal(status, type, member, words);
    }

    void check(Request sent, Reply reply) {
      assertEquals(status, reply.status(), reply::text);
      assertEquals("application/problem+json", reply.header("Content-Type"));
      assertEquals("no-store", reply.header("Cache-Control"));
      assertEquals(challenge(), reply.header("WWW-Authenticate"));
      assertEquals(status == 405, reply.has("Allow"), "Allow");
      assertEquals(status == 503, reply.has("Retry-After"), "Retry-After");
      reply.leaksNothingOf(sent);
      if (!sent.method().equals("HEAD")) {
        check(reply.json());
      }
    }

    private String challenge() {
      return switch (type) {
        case "no-credentials" -> "Bearer";
        case "invalid-credentials" -> "Bearer error=\"invalid_token\"";
        default -> "";
      };
    }

    /** The document alone, as it stands in an entry of {@code POST /id-tokens} too. */
    void check(JsonNode problem) {
      Set<String> members = new LinkedHashSet<>();
      problem.fieldNames().forEachRemaining(members::add);
      Set<String> expected =
          new LinkedHashSet<>(List.of("type", "title", "status", "detail", "message"));
      if (!member.isEmpty()) {
        expected.add("member");
      }
      assertEquals(expected, members, problem::toString);
      assertEquals("urn:vouchsafe:problem:" + type, problem.path("type").asText());
      assertEquals(status, problem.path("status").asInt());
      assertEquals(member, problem.path("member").asText());
      assertFalse(problem.path("title").asText().isBlank());
      assertFalse(problem.path("detail").asText().isBlank());
      assertEquals(problem.path("detail"), problem.path("message"));
      assertTrue(problem.path("detail").asText().contains(words), problem::toString);
    }
  }

  /** Who asks in the rows: they share one grant and one proof, and both are good. */
  record Scene(Stage stage, String grant, String proof) {
    private static Optional<Scene> last = Optional.empty();

    static synchronized Scene on(Stage stage) {
      if (last.filter(scene -> scene.stage().url().equals(stage.url())).isEmpty()) {
        Client client = Client.of(stage);
        last = Optional.of(new Scene(stage, client.grant(Client.workload("d-42")), client.proof()));
      }
      return last.orElseThrow();
    }

    Client client() {
      return Client.of(stage);
    }

    /** {@code GET /id-token} with a good grant. */
    Request idToken(String query) {
      return Request.of("GET", "/id-token?" + query).bearer(grant);
    }

    /** {@code POST /id-tokens} with a good grant. */
    Request idTokens(String json) {
      return Request.of("POST", "/id-tokens").bearer(grant).json(json);
    }

    /** {@code POST /id-tokens} of a broker. */
    Request brokersIdTokens(String json) {
      return Request.of("POST", "/id-tokens").bearer(proof).json(json);
    }

    /** {@code POST /grants} with a good proof. */
    Request grants(String json) {
      return Request.of("POST", "/grants").bearer(proof).json(json);
    }
  }

  /** An HTTP/1.1 request, as it goes over the wire. */
  record Request(
      String method, String target, List<Map.Entry<String, String>> headers, byte[] body) {

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
      head.append("Host: " + server.getAuthority() + "\r\n");
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
    private Set<String> values() {
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

  /** An answer, as it came over the wire. */
  record Reply(int status, Map<String, List<String>> headers, byte[] body) {

    static Reply read(InputStream in, boolean head) throws IOException {
      int status = Integer.parseInt(line(in).split(" ")[1]);
      Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        String[] header = line.split(":", 2);
        headers.computeIfAbsent(header[0], any -> new ArrayList<>()).add(header[1].strip());
      }
      if (status < 200) {
        return read(in, head);
      }
      return new Reply(
          status,
          headers,
          headers.containsKey("Content-Length") && !head
              ? in.readNBytes(Integer.parseInt(headers.get("Content-Length").getFirst()))
              : in.readAllBytes());
    }

    private static String line(InputStream in) throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int octet = in.read(); octet != '\n'; octet = in.read()) {
        if (octet < 0) {
          throw new IOException("the connection ended after: " + line.toString(ISO_8859_1));
        }
        line.write(octet);
      }
      return line.toString(ISO_8859_1).strip();
    }

    static Reply of(Http.Answer answer) {
      Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      headers.putAll(answer.http().headers().map());
      return new Reply(answer.status(), headers, answer.http().body().getBytes(UTF_8));
    }

    boolean has(String header) {
      return headers.containsKey(header);
    }

    /** The value of a header that is there once, or nothing. */
    String header(String name) {
      List<String> values = headers.getOrDefault(name, List.of());
      assertTrue(values.size() <= 1, () -> name + " " + values);
      return String.join("", values);
    }

    String text() {
      return new String(body, UTF_8);
    }

    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON: " + text(), e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void leaksNothingOf(Request sent) {
      String everything = headers + "\n" + text();
      assertFalse(CLASS_NAME.matcher(everything).find(), everything);
      String lower = everything.toLowerCase(Locale.ROOT);
      sent.values()
          .forEach(
              value ->
                  assertFalse(
                      lower.contains(value.toLowerCase(Locale.ROOT)),
                      () -> "repeats what was sent: " + everything));
    }
  }

  static String remembered(String secret) {
    return IssuedSecrets.remember(secret);
  }
}
