package io.vouchsafe.http;

import static io.vouchsafe.http.ErrorTable.CANARY;
import static io.vouchsafe.http.ErrorTable.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.http.ErrorTable.Row;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.text.ParseException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the path and the method of a request. */
@Tag("slow")
@QuarkusTest
@QuarkusTestResource(Stage.class)
class ErrorTablePathsTest {
  Stage stage;

  static Stream<Row> paths() {
    return Stream.of(
            "/",
            "/" + CANARY,
            "/id-token/",
            "/id-token/" + CANARY,
            "/id-token;v=1",
            "/id-token%00",
            "/id-token%20",
            "/ID-TOKEN",
            "/grants/1",
            "/second",
            "/second/",
            "/second/second/id-token",
            "/second%2Fid-token",
            "//id-token",
            "/./id-token",
            "/%2e/id-token",
            "/" + CANARY + "/../id-token",
            "/%2e%2e/id-token",
            "/second/../id-token",
            "/second/%2e%2e/id-token",
            "/second//id-token",
            "/id%2Dtoken",
            "/.well-known",
            "/.well-known/jwks.json/",
            "/.well-known/jwks.json/second",
            "/.well-known//jwks.json",
            "/.well-known/openid-configuration/",
            "/.well-known/openid-configuration/second/",
            "/.well-known/openid-configuration/third",
            "/keys",
            "/q/health",
            "/q/metrics",
            "/q/health/ready",
            "/../etc/passwd",
            "/%2e%2e%2f%2e%2e%2fetc/passwd",
            "/META-INF/resources/application.properties")
        .map(
            path ->
                refused(
                    "GET " + path,
                    404,
                    s -> Request.of("GET", path + "?audience=api.example").bearer(s.grant())));
  }

  static Stream<Row> methods() {
    return Stream.of(
            not("GET", List.of("/id-token", "/second/id-token")),
            not("POST", List.of("/id-tokens", "/grants", "/second/id-tokens", "/second/grants")))
        .flatMap(it -> it);
  }

  private static Stream<Row> not(String method, List<String> paths) {
    return paths.stream()
        .flatMap(
            path ->
                Stream.of("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")
                    .filter(other -> !other.equals(method))
                    .map(
                        other ->
                            refused(
                                other + " " + path,
                                405,
                                s -> Request.of(other, path).bearer(s.grant()))));
  }

  static Stream<Row> unknownMethods() {
    return Stream.of("/id-token", "/grants", "/.well-known/jwks.json", "/nothing", "/q/metrics")
        .flatMap(
            path ->
                Stream.of("get", "PROPFIND", "BREW", "X".repeat(200))
                    .map(
                        method ->
                            refused(
                                method + " " + path,
                                501,
                                s -> Request.of(method, path).bearer(s.grant()))));
  }

  @ParameterizedTest
  @MethodSource("unknownMethods")
  void isRefusedBeforeAnythingElse(Row row) {
    row.check(stage);
  }

  @ParameterizedTest
  @MethodSource("paths")
  void isRefused(Row row) {
    row.check(stage);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void isRefusedAndTheRightMethodNamed(Row row) {
    row.check(stage);
    Request request = row.request().apply(Scene.on(stage));

    assertEquals(
        request.target().endsWith("/id-token") ? "GET" : "POST",
        request.send(stage).header("Allow"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/id-token?audience=" + CANARY + "%zz",
        "/id-token?audience=a&" + CANARY + "%zz=1",
        "/id-token?audience=" + CANARY + "%",
        "/id-token?audience=" + CANARY + "%4",
        "/id-token?audience=" + CANARY + "%+1",
        "/id-token?audience=" + CANARY + "|",
        "/id-token%zz",
        "/%",
        "/second\\id-token"
      })
  void whatIsNoUriIsRefusedWithoutEcho(String target) {
    Request request = Request.of("GET", target).bearer(Scene.on(stage).grant());
    Reply reply = request.send(stage);

    Refusal.of(400).check(request, reply);
  }

  @Test
  void anotherMethodIsRefusedEvenIfAHeaderSaysOtherwise() {
    refused(
            "override",
            405,
            s ->
                Request.of("POST", "/id-token?audience=a")
                    .bearer(s.grant())
                    .header("X-HTTP-Method-Override", "GET"))
        .check(stage);
  }

  @Test
  void noHeaderOfARequestDecidesWhoseTokenItIs() throws ParseException {
    Scene scene = Scene.on(stage);
    Reply reply =
        scene
            .idToken("audience=a")
            .header("X-Forwarded-Host", "evil.example")
            .header("X-Forwarded-Prefix", "/second")
            .header("X-Original-URL", "/second/id-token")
            .header("Forwarded", "host=evil.example;proto=https")
            .send(stage);

    assertEquals(200, reply.status(), reply::text);
    String token = ErrorTable.remembered(reply.json().path("value").asText());
    assertEquals(stage.url(), Tokens.verified(scene.client(), token).getJWTClaimsSet().getIssuer());
  }

  /** Quarkus REST would answer 406. */
  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/xml;q=0.5", "nonsense", "*/*;q=0", ""})
  void noAcceptHeaderChangesAnAnswer(String accept) {
    Scene scene = Scene.on(stage);
    Reply good = scene.idToken("audience=a").header("Accept", accept).send(stage);
    Request without = Request.of("GET", "/id-token?audience=a").header("Accept", accept);

    assertEquals(200, good.status(), good::text);
    assertEquals("application/json", good.header("Content-Type"));
    ErrorTable.remembered(good.json().path("value").asText());
    Refusal.NO_CREDENTIALS.check(without, without.send(stage));
  }
}
