package io.vouchsafe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.HttpWire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** An answer, as it came over the wire. */
record Reply(int status, Map<String, List<String>> headers, byte[] body) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern CLASS_NAME =
      Pattern.compile("\\b(java|javax|jakarta|io|com|org)\\.[a-z]+\\.|Exception|\\bat [a-z]+\\.");

  static Reply read(InputStream in, boolean head) throws IOException {
    int status = Integer.parseInt(HttpWire.readLine(in).split(" ")[1]);
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line = HttpWire.readLine(in); !line.isEmpty(); line = HttpWire.readLine(in)) {
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
