package io.vouchsafe.ops.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Eventually;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.RawConnection;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The console's files and documents, as the management port serves them. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class ConsoleTest {
  private static final Pattern LOADED = Pattern.compile("(?:src|href)=\"(console/[^\"]+)\"");
  private static final Pattern IMPORTED = Pattern.compile("from '\\./([^']+)'");

  Stage stage;

  private Answer ask(String method, String path, String... headers) {
    return Http.call(method, stage.managementUrl() + path, null, headers);
  }

  private Answer get(String path, String... headers) {
    return ask("GET", path, headers);
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8",
    "/console/console.css, text/css; charset=utf-8",
    "/console/main.js, text/javascript; charset=utf-8",
    "/console/icon.svg, image/svg+xml"
  })
  void everyFileHasItsTypeAndIsAskedForAgain(String path, String type) {
    Answer file = get(path);

    assertEquals(200, file.status());
    assertEquals(type, file.header("Content-Type"));
    assertEquals("no-cache", file.header("Cache-Control"));
    Answer again = get(path, "If-None-Match", "\"other\", " + file.header("ETag"));
    assertEquals(304, again.status());
    assertEquals("", again.http().body());
    assertEquals(200, get(path, "If-None-Match", "\"other\"").status());
  }

  @Test
  void aBrowserLetsThePageDoNothingElse() {
    Answer page = get("/");

    String policy = page.header("Content-Security-Policy");
    for (String rule :
        List.of(
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'")) {
      assertTrue(List.of(policy.split("; ")).contains(rule), policy);
    }
    assertFalse(policy.contains("unsafe"), policy);
    assertEquals("nosniff", page.header("X-Content-Type-Options"));
    assertEquals("no-referrer", page.header("Referrer-Policy"));
    assertEquals("same-origin", page.header("Cross-Origin-Resource-Policy"));
    assertEquals("same-origin", page.header("Cross-Origin-Opener-Policy"));
  }

  @Test
  void everythingThatThePageLoadsIsThere() {
    LOADED
        .matcher(get("/").http().body())
        .results()
        .map(it -> "/" + it.group(1))
        .forEach(path -> assertEquals(200, get(path).status(), path));
    for (String module : List.of("main", "sections", "signing", "timeline", "table", "time")) {
      IMPORTED
          .matcher(get("/console/%s.js".formatted(module)).http().body())
          .results()
          .map(it -> "/console/" + it.group(1))
          .forEach(path -> assertEquals(200, get(path).status(), path));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/console/main.js", "/keys", "/status"})
  void everyPathIsOnlyRead(String path) {
    Answer head = ask("HEAD", path);
    assertEquals(200, head.status());
    assertEquals("", head.http().body());
    assertEquals(get(path).header("Content-Type"), head.header("Content-Type"));
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS")) {
      Answer refused = ask(method, path);
      assertEquals(405, refused.status(), method);
      assertEquals("GET, HEAD", refused.header("Allow"), method);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/console/main.js", "/keys", "/status"})
  void aPageOfAStrangerCannotReadIt(String path) throws IOException {
    RawConnection.Answer own = askBy("vouchsafe-management.ops.svc:9000", path);
    assertEquals(200, own.status(), own::text);
    for (String host : List.of("evil.example", "evil.example:9000")) {
      RawConnection.Answer refused = askBy(host, path);
      assertEquals(421, refused.status(), host);
      assertTrue(refused.isProblem(), refused::text);
      assertTrue(refused.text().contains("ask by an IP address"), refused::text);
    }
    assertEquals(200, askBy("evil.example", "/q/health/live").status(), "what machines ask");
  }

  private RawConnection.Answer askBy(String host, String path) throws IOException {
    int port = URI.create(stage.managementUrl()).getPort();
    try (RawConnection connection = RawConnection.from("127.0.0.1", port)) {
      connection.send("GET %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(path, host));
      return connection.answer().orElseThrow();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//",
        "/keys/",
        "/status/",
        "/status/x",
        "/./status",
        "/x/../status",
        "/%73tatus",
        "/console",
        "/console/",
        "/console/index.html",
        "/console//main.js",
        "/console/../application.properties",
        "/console/%2e%2e/version.properties",
        "/index.html",
        "/version.properties"
      })
  void nothingElseIsThere(String path) {
    assertEquals(404, get(path).status());
  }

  @Test
  void theStatusHoldsNothingThatCallersSent() {
    Client client = Client.of(stage);
    Eventually.eventually("the keys", () -> client.get("/.well-known/jwks.json").status() == 200);
    String grant = client.grant(Client.workload("d-secretive"));
    client.token(grant, "audience-of-somebody");
    assertEquals(404, client.get("/path-of-somebody").status());
    assertEquals(
        403,
        client
            .post(
                "/grants",
                client.proof(),
                Map.of(
                    "workload",
                    Map.of("org", "org-of-somebody", "app", "a", "deployment", "d"),
                    "audiences",
                    List.of("a")))
            .status());

    Eventually.eventually(
        "both refusals, which are counted when they are out",
        () -> {
          String refusals = get("/status").http().body();
          return refusals.contains("\"not-found\"") && refusals.contains("\"forbidden\"");
        });
    Answer status = get("/status");

    String text = status.http().body();
    for (String sent : List.of("of-somebody", "d-secretive", "checkout", grant)) {
      assertFalse(text.contains(sent), sent);
    }
    assertEquals("no-store", status.header("Cache-Control"));
    assertEquals("same-origin", status.header("Cross-Origin-Resource-Policy"));
    assertTrue(status.body().at("/instance/host").isTextual(), text);
    URI vault = URI.create(status.body().at("/instance/vault/address").asText());
    assertEquals(stage.vault().address().getPort(), vault.getPort());
  }
}
