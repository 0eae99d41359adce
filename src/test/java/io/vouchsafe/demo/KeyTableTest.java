package io.vouchsafe.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.vouchsafe.testing.Http;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@code dev/keys} shows. */
class KeyTableTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final int PAGE = 2;

  private static ObjectNode answer(List<ObjectNode> issuers) {
    ObjectNode answer = Http.JSON.createObjectNode();
    answer.putArray("issuers").addAll(issuers);
    answer.putArray("incomplete");
    answer.putNull("next");
    return answer;
  }

  private static ObjectNode issuer(String name, String... regions) {
    ObjectNode issuer = Http.JSON.createObjectNode();
    issuer.put("name", name).put("issuer", "https://id.example.com/" + name);
    issuer.put("in_use", regions.length > 0).putNull("gone_since");
    issuer.putArray("faults");
    ArrayNode keys = issuer.putArray("keys");
    for (String region : regions) {
      ObjectNode key = keys.addObject().put("region", region).put("name", "test-rs256");
      key.put("read_at", NOW.toString()).put("next_action", "none");
      key.putArray("versions")
          .addObject()
          .put("version", 1)
          .put("phase", "signing")
          .put("kid", "kid-of-" + region);
    }
    return issuer;
  }

  private static String shown(JsonNode keys) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new KeyTable(NOW, new PrintStream(bytes, true, UTF_8)).print(keys);
    return bytes.toString(UTF_8);
  }

  @Test
  void everyPageIsRead() throws IOException {
    List<String> names = IntStream.range(0, 5).mapToObj(i -> "org/a&%d".formatted(i)).toList();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/keys",
        exchange -> {
          List<String> rest = after(names, exchange.getRequestURI());
          List<String> page = rest.subList(0, Math.min(PAGE, rest.size()));
          ObjectNode answer = answer(page.stream().map(KeyTableTest::issuer).toList());
          answer.put("next", rest.size() > PAGE ? page.getLast() : null);
          byte[] body = answer.toString().getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      JsonNode read = KeyTable.read("http://127.0.0.1:" + server.getAddress().getPort());

      assertEquals(names, read.path("issuers").findValuesAsText("name"));
      assertTrue(read.path("next").isNull());
    } finally {
      server.stop(0);
    }
  }

  private static List<String> after(List<String> names, URI asked) {
    String query = asked.getRawQuery() == null ? "" : asked.getRawQuery();
    String after =
        List.of(query.split("&")).stream()
            .filter(it -> it.startsWith("after="))
            .map(it -> URLDecoder.decode(it.substring("after=".length()), UTF_8))
            .findFirst()
            .orElse("");
    return names.stream().filter(it -> it.compareTo(after) > 0).toList();
  }

  @Test
  void theRegionIsShownWhereThereAreSeveral() {
    String one = shown(answer(List.of(issuer("default", "home"))));
    assertFalse(one.contains("region"), one);
    assertFalse(one.contains(" home "), one);

    ObjectNode issuer = issuer("default", "eu", "us");
    issuer
        .withArray("faults")
        .addObject()
        .put("region", "us")
        .put("key", "test-es256")
        .put("reason", "it is away")
        .put("remedy", "wait");
    String two = shown(answer(List.of(issuer)));
    assertTrue(two.contains("  region  key "), two);
    assertTrue(two.contains("  eu      test-rs256  1 "), two);
    assertTrue(two.contains("  us      test-rs256  1 "), two);
    assertTrue(two.contains("test-rs256 in region us: read now"), two);
    assertTrue(two.contains("! test-es256 in region us: it is away. wait"), two);
  }

  @Test
  void anOrganisationThatIsNotInUseIsALine() {
    assertEquals(
        "org/acme  https://id.example.com/org/acme  not in use: nobody asked for it of late\n",
        shown(answer(List.of(issuer("org/acme")))));
  }

  @Test
  void ofASavedPageItSaysThatThereAreMore() {
    ObjectNode page = answer(List.of(issuer("default", "home")));
    page.put("next", "default");
    assertTrue(shown(page).endsWith("there are more issuers, after default\n"), shown(page));
  }
}
