package io.vouchsafe.http;

import static io.vouchsafe.http.Calls.CALLS;
import static io.vouchsafe.http.Calls.atEachCall;
import static io.vouchsafe.http.Calls.bearers;
import static io.vouchsafe.http.ErrorTable.noCredentials;
import static io.vouchsafe.http.Forgery.segment;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.http.ErrorTable.Row;
import io.vouchsafe.testing.IssuedSecrets;
import io.vouchsafe.testing.Stage;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Credentials that are missing, doubled, or no JWT at all, at each of the three calls. */
@Tag("slow")
@QuarkusTest
@QuarkusTestResource(Stage.class)
class ErrorTableCredentialsTest {
  Stage stage;

  static Stream<Row> rows() {
    return Stream.of(nothing(), headers(), notEvenAJwt()).flatMap(it -> it);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isRefused(Row row) {
    row.check(stage);
  }

  private static Stream<Row> nothing() {
    return atEachCall(
        ErrorTable::noCredentials,
        Map.of(
            "no Authorization",
            (scene, call) -> call,
            "an empty Authorization",
            (scene, call) -> call.header("Authorization", ""),
            "the grant in Proxy-Authorization",
            (scene, call) -> call.header("Proxy-Authorization", "Bearer " + scene.grant()),
            "the grant in X-Forwarded-Authorization",
            (scene, call) -> call.header("X-Forwarded-Authorization", "Bearer " + scene.grant()),
            "the grant in a cookie",
            (scene, call) -> call.header("Cookie", "access_token=" + scene.grant())));
  }

  private static Stream<Row> headers() {
    return Stream.concat(
        Stream.of(
            noCredentials(
                "GET /id-token: the grant in the query",
                scene -> Request.of("GET", "/id-token?audience=a&access_token=" + scene.grant()))),
        atEachCall(
            ErrorTable::badCredentials,
            Map.of(
                "Basic",
                (scene, call) -> call.header("Authorization", "Basic dXNlcjpwYXNzd29yZA=="),
                "the same grant in two headers",
                (scene, call) -> call.bearer(scene.grant()).bearer(scene.grant()),
                "a grant and a proof",
                (scene, call) -> call.bearer(scene.grant()).bearer(scene.proof()),
                "a proof and Basic",
                (scene, call) ->
                    call.bearer(scene.proof())
                        .header("Authorization", "Basic dXNlcjpwYXNzd29yZA=="),
                "two in one header",
                (scene, call) -> call.bearer(scene.grant() + ", Bearer " + scene.grant()),
                "two words",
                (scene, call) -> call.bearer(scene.grant() + " " + scene.grant()),
                "a quoted grant",
                (scene, call) -> call.bearer("\"" + scene.grant() + "\""),
                "a tab after the scheme",
                (scene, call) -> call.header("Authorization", "Bearer\t" + scene.grant()),
                "nothing after the scheme",
                (scene, call) -> call.header("Authorization", "Bearer"),
                "blanks after the scheme",
                (scene, call) -> call.header("Authorization", "Bearer   "))));
  }

  private static Stream<Row> notEvenAJwt() {
    return bearers(
        Map.of(
            "a word", scene -> "hunter2hunter2",
            "two segments", scene -> "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0",
            "five segments (a JWE)", scene -> "eyJhbGciOiJSUzI1NiJ9.a.b.c.d",
            "empty segments", scene -> "..",
            "a header that is no JSON", scene -> segment("{alg") + ".e30.AAAA",
            "a header that is a list", scene -> segment("[\"RS256\"]") + ".e30.AAAA",
            "a header with a member twice",
                scene -> segment("{\"alg\":\"RS256\",\"alg\":\"none\"}") + ".e30.AAAA",
            "a header as deep as a well",
                scene -> segment("{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}") + ".e30.AA",
            "17 KiB", scene -> scene.grant() + "A".repeat(17 * 1024 - scene.grant().length()),
            "octets beyond ASCII", scene -> "gr\u00fc\u00df.gott.welt"));
  }

  @Test
  void theSchemeMayBeWrittenInAnyCase() {
    Scene scene = Scene.on(stage);
    for (String scheme : List.of("Bearer", "bearer", "BEARER")) {
      Reply reply =
          Request.of("GET", "/id-token?audience=a")
              .header("authorization", scheme + "  " + scene.grant() + " ")
              .send(stage);
      assertEquals(200, reply.status(), reply::text);
      IssuedSecrets.remember(reply.json().path("value").asText());
    }
  }

  /** What the HTTP server refuses before any routing is not ours, but no secret comes back. */
  @Test
  void aBearerBeyondWhatTheServerReadsIsRefusedWithoutEcho() {
    Scene scene = Scene.on(stage);
    Request request = CALLS.get("GET /id-token").bearer(scene.grant() + "A".repeat(64 * 1024));
    Reply reply = request.send(stage);

    assertEquals(431, reply.status());
    reply.leaksNothingOf(request);
  }
}
