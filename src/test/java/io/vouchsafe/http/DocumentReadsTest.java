package io.vouchsafe.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Eventually;
import io.vouchsafe.testing.Stage;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How caches, browsers and others read the discovery document and the JWKS. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class DocumentReadsTest {
  private static final String CACHING =
      "public, max-age=300, stale-while-revalidate=60, stale-if-error=3600";
  Stage stage;

  @BeforeEach
  void awaitKeys() {
    for (Client client : List.of(Client.of(stage), Client.ofSecond(stage))) {
      Eventually.eventually("the keys", () -> client.get("/.well-known/jwks.json").status() == 200);
    }
  }

  static Stream<String> documents() {
    return Stream.concat(
        DocumentsTest.discoveries().map(it -> (String) it.get()[0]),
        Stream.of("/.well-known/jwks.json", "/second/.well-known/jwks.json"));
  }

  private Reply get(String path, String... headers) {
    return ask("GET", path, headers);
  }

  private Reply ask(String method, String path, String... headers) {
    Request request = Request.of(method, path);
    for (int i = 0; i < headers.length; i += 2) {
      request = request.header(headers[i], headers[i + 1]);
    }
    return request.send(stage);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyReadGivesTheSameOctets(String path) {
    Reply one = get(path);
    Reply other = get(path, "Authorization", "Bearer x", "Accept", "text/html", "Host", "evil");

    assertArrayEquals(one.body(), other.body());
    assertEquals(one.header("ETag"), other.header("ETag"));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void cachesAndBrowsersMayKeepIt(String path) {
    Reply reply = get(path, "Origin", "https://console.example");

    assertEquals(CACHING, reply.header("Cache-Control"));
    assertTrue(reply.header("ETag").matches("\"[\\x21\\x23-\\x7e]+\""), reply.header("ETag"));
    assertEquals("*", reply.header("Access-Control-Allow-Origin"));
    assertFalse(reply.has("Set-Cookie"));
    assertFalse(reply.has("Vary"));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void whoHasItIsToldSoWithoutABody(String path) {
    String etag = get(path).header("ETag");
    for (String condition :
        List.of(
            etag, "W/" + etag, "*", "\"other\", " + etag, etag + ",\"other\"", "\"a\",W/" + etag)) {
      for (String method : List.of("GET", "HEAD")) {
        Reply reply = ask(method, path, "If-None-Match", condition);

        assertEquals(304, reply.status(), condition);
        assertEquals(0, reply.body().length);
        assertEquals(etag, reply.header("ETag"));
        assertEquals(CACHING, reply.header("Cache-Control"));
        assertEquals("*", reply.header("Access-Control-Allow-Origin"));
        assertFalse(reply.has("Content-Length"), "a length of 0 is not that of the document");
        assertFalse(reply.has("Content-Type"));
      }
    }
    assertEquals(
        304, get(path, "If-None-Match", "\"other\"", "If-None-Match", etag).status(), "two lines");
  }

  @ParameterizedTest
  @MethodSource("documents")
  void whoHasAnotherOneGetsIt(String path) {
    String etag = get(path).header("ETag");
    for (String condition :
        List.of("\"other\"", "", etag.replace("\"", ""), "w/" + etag, "\"" + etag + "\"")) {
      assertEquals(200, get(path, "If-None-Match", condition).status(), condition);
    }
    assertEquals(200, get(path, "If-Modified-Since", "Thu, 01 Jan 2099 00:00:00 GMT").status());
  }

  @ParameterizedTest
  @MethodSource("documents")
  void headGivesTheSameHeadersAndNoBody(String path) {
    Reply get = get(path);
    Reply head = ask("HEAD", path);

    assertEquals(200, head.status());
    assertEquals(0, head.body().length);
    assertEquals(get.headers(), head.headers());
    assertEquals(Integer.toString(get.body().length), head.header("Content-Length"));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void aBrowserMayAskWhetherItMayRevalidate(String path) {
    Reply reply =
        ask(
            "OPTIONS",
            path,
            "Origin",
            "https://console.example",
            "Access-Control-Request-Method",
            "GET",
            "Access-Control-Request-Headers",
            "if-none-match");

    assertEquals(204, reply.status());
    assertEquals("*", reply.header("Access-Control-Allow-Origin"));
    assertTrue(reply.header("Access-Control-Allow-Methods").contains("GET"));
    assertEquals("If-None-Match", reply.header("Access-Control-Allow-Headers"));
    assertFalse(reply.has("Access-Control-Allow-Credentials"));
    assertEquals("GET, HEAD, OPTIONS", reply.header("Allow"));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void aQueryMakesNoDifference(String path) {
    Reply reply = get(path + "?v=1&v=%FF");

    assertEquals(200, reply.status());
    assertEquals(get(path).text(), reply.text());
  }

  @ParameterizedTest
  @MethodSource("documents")
  void nothingElseCanBeDoneToIt(String path) {
    for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "TRACE")) {
      Request request = Request.of(method, path);
      Reply reply = request.send(stage);

      Refusal.of(405).check(request, reply);
      assertEquals("GET, HEAD, OPTIONS", reply.header("Allow"));
    }
  }
}
