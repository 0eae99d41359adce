package io.vouchsafe.http;

import static io.vouchsafe.http.ErrorTable.CANARY;
import static io.vouchsafe.http.ErrorTable.forbidden;
import static io.vouchsafe.http.ErrorTable.invalid;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.http.ErrorTable.Row;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.net.URLEncoder;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the query of a request. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class ErrorTableParametersTest {
  Stage stage;

  static Stream<Row> audiences() {
    return Stream.of(
        invalid("no audience", "audience", query("api-version=1")),
        invalid("no query", "audience", s -> Request.of("GET", "/id-token").bearer(s.grant())),
        invalid("empty", "audience", query("audience=")),
        invalid("a name only", "audience", query("audience")),
        invalid("1,001 characters", "audience", query("audience=" + "x".repeat(1001))).says("1000"),
        invalid("a NUL", "audience", query("audience=" + CANARY + "%00")),
        invalid("a line feed", "audience", query("audience=" + CANARY + "%0A")),
        invalid("DEL", "audience", query("audience=" + CANARY + "%7F")),
        invalid("a C1 control", "audience", query("audience=" + CANARY + "%C2%85")),
        invalid("*", "audience", query("audience=*")),
        invalid("the same twice", "audience", query("audience=aaaaa&audience=aaaaa"))
            .says("POST /id-tokens"),
        invalid("two", "audience", query("audience=aaaaa&audience=bbbbb")).says("POST /id-tokens"),
        invalid("two, one of them encoded", "audience", query("audience=aaaaa&%61udience=bbbbb")),
        forbidden(
            "not allowed by the grant",
            "audience",
            s ->
                Request.of("GET", "/id-token?audience=" + CANARY)
                    .bearer(narrow(s, "api.example", 600))),
        forbidden("the issuer itself", "audience", s -> audience(s, s.stage().url())),
        forbidden("the issuer and a slash", "audience", s -> audience(s, s.stage().url() + "/")),
        forbidden("another issuer", "audience", s -> audience(s, s.stage().url() + "/second")),
        forbidden("the audience of proofs", "audience", s -> audience(s, Stage.PROOF_AUDIENCE)),
        forbidden(
            "the audience of another issuer's proofs",
            "audience",
            s -> audience(s, Stage.SECOND_PROOF_AUDIENCE)));
  }

  static Stream<Row> lifetimes() {
    return Stream.of(
        invalid("0", "ttl", query("audience=a&ttl=0")).says("60"),
        invalid("negative", "ttl", query("audience=a&ttl=-1")).says("60"),
        invalid("59", "ttl", query("audience=a&ttl=59")).says("60"),
        invalid("3601", "ttl", query("audience=a&ttl=3601")).says("3600"),
        invalid("beyond 32 bits", "ttl", query("audience=a&ttl=4294967596")),
        invalid("beyond 64 bits", "ttl", query("audience=a&ttl=18446744073709551916")),
        invalid("a word", "ttl", query("audience=a&ttl=" + CANARY)),
        invalid("empty", "ttl", query("audience=a&ttl=")),
        invalid("a fraction", "ttl", query("audience=a&ttl=300.0")),
        invalid("an exponent", "ttl", query("audience=a&ttl=3e2")),
        invalid("with a unit", "ttl", query("audience=a&ttl=300s")),
        invalid("with a plus", "ttl", query("audience=a&ttl=+300")),
        invalid("with a blank", "ttl", query("audience=a&ttl=300%20")),
        invalid("hexadecimal", "ttl", query("audience=a&ttl=0x12c")),
        invalid(
            "digits of another script", "ttl", query("audience=a&ttl=%EF%BC%93%EF%BC%90%EF%BC%90")),
        invalid("twice", "ttl", query("audience=a&ttl=300&ttl=300")),
        invalid(
                "beyond the grant's bound",
                "ttl",
                s ->
                    Request.of("GET", "/id-token?audience=api.example&ttl=601")
                        .bearer(narrow(s, "api.example", 600)))
            .says("600"));
  }

  static Stream<Row> queries() {
    return Stream.of(
        invalid("api-version 2", "api-version", query("api-version=2&audience=a")),
        invalid("api-version empty", "api-version", query("api-version=&audience=a")),
        invalid(
            "api-version twice", "api-version", query("api-version=1&api-version=1&audience=a")),
        invalid("an unknown parameter", "audiance", query("audiance=" + CANARY)).says("audience"),
        invalid("another case", "Audience", query("Audience=" + CANARY)),
        invalid("a list", "", query("audience=a&audience[]=" + CANARY)),
        invalid("a parameter with an odd name", "", query("audience=a&" + CANARY + "%0A=1")),
        invalid("a parameter without a name", "", query("audience=a&=" + CANARY)),
        invalid("a claim of one's own", "sub", query("audience=a&sub=" + CANARY)),
        invalid("octets beyond ASCII", "", query("audience=" + CANARY + "\u00e9")),
        invalid("escapes that are no UTF-8", "", query("audience=" + CANARY + "%FF")),
        invalid("escapes that are an overlong NUL", "", query("audience=" + CANARY + "%C0%80")),
        invalid("escapes of half a surrogate pair", "", query("audience=" + CANARY + "%ED%A0%80")),
        invalid(
            "POST /grants with a bound in the query",
            "max_ttl",
            s ->
                Request.of("POST", "/grants?max_ttl=60")
                    .bearer(s.proof())
                    .json(
                        "{\"workload\":{\"org\":\"shop\",\"app\":\"a\",\"deployment\":\"d\"},"
                            + "\"audiences\":[\"*\"]}")),
        invalid(
            "POST /id-tokens with an audience in the query",
            "audience",
            s ->
                Request.of("POST", "/id-tokens?audience=" + CANARY)
                    .bearer(s.grant())
                    .json("{\"tokens\":{\"A\":{\"audience\":\"a\"}}}")));
  }

  @ParameterizedTest
  @MethodSource({"audiences", "lifetimes", "queries"})
  void isRefused(Row row) {
    row.check(stage);
  }

  @Test
  void anAudienceMayHaveAThousandCharactersAndAnyThatAreNoControls() throws ParseException {
    Scene scene = Scene.on(stage);
    for (String audience :
        List.of("x".repeat(1000), "urn:a;b=c&d+e f", "api://Ä\uD83D\uDE80", "%25", "a,b")) {
      String token = scene.client().token(scene.grant(), audience);

      assertEquals(
          List.of(audience),
          Tokens.verified(scene.client(), token).getJWTClaimsSet().getAudience());
    }
  }

  /** RFC 3986, 3.4: a semicolon separates nothing. */
  @Test
  void aSemicolonBelongsToTheAudience() throws ParseException {
    Scene scene = Scene.on(stage);
    Reply reply = scene.idToken("audience=urn:a;b&ttl=60").send(stage);

    assertEquals(200, reply.status(), reply::text);
    String token = ErrorTable.remembered(reply.json().path("value").asText());
    assertEquals(
        List.of("urn:a;b"), Tokens.verified(scene.client(), token).getJWTClaimsSet().getAudience());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ttl=600", "ttl=60", ""})
  void whatIsWithinTheGrantsBoundIsGranted(String ttl) {
    Scene scene = Scene.on(stage);
    Reply reply =
        Request.of("GET", "/id-token?audience=api.example&" + ttl)
            .bearer(narrow(scene, "api.example", 600))
            .send(stage);

    assertEquals(200, reply.status(), reply::text);
    ErrorTable.remembered(reply.json().path("value").asText());
  }

  private static Function<Scene, Request> query(String query) {
    return scene -> scene.idToken(query);
  }

  private static Request audience(Scene scene, String audience) {
    return scene.idToken("audience=" + URLEncoder.encode(audience, UTF_8));
  }

  /** A grant for one audience. */
  private static String narrow(Scene scene, String audience, int maxTtl) {
    Http.Answer answer =
        scene
            .client()
            .post(
                "/grants",
                scene.proof(),
                Map.of(
                    "workload", Client.workload("d-42"),
                    "audiences", List.of(audience),
                    "max_ttl", maxTtl));
    assertEquals(201, answer.status(), answer.body()::toString);
    return ErrorTable.remembered(answer.text("grant"));
  }
}
