package io.vouchsafe.http;

import static io.vouchsafe.http.Bodies.GRANT;
import static io.vouchsafe.http.Bodies.TOKENS;
import static io.vouchsafe.http.Bodies.bearing;
import static io.vouchsafe.http.Bodies.padded;
import static io.vouchsafe.http.Bodies.strings;
import static io.vouchsafe.http.Bodies.taken;
import static io.vouchsafe.http.ErrorTable.CANARY;
import static io.vouchsafe.http.ErrorTable.invalid;
import static io.vouchsafe.http.ErrorTable.refused;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.http.ErrorTable.Row;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Stage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that no call takes, whatever it is about, and those that every call takes. */
@Tag("slow")
@QuarkusTest
@QuarkusTestResource(Stage.class)
class ErrorTableBodiesTest {
  private static final int MIB = 1024 * 1024;
  Stage stage;

  /** What no call with a body takes, whatever it is about. */
  static Stream<Row> everywhere() {
    return Stream.of("/grants", "/id-tokens").flatMap(ErrorTableBodiesTest::everywhere);
  }

  private static Stream<Row> everywhere(String path) {
    String good = path.equals("/grants") ? GRANT : TOKENS;
    String start = good.substring(0, good.length() - 1);
    String member = path.equals("/grants") ? "workload" : "tokens";
    return Stream.of(
        body(path, "no JSON", "hello " + CANARY),
        body(path, "empty", ""),
        body(path, "blank", " \n"),
        body(path, "null", "null"),
        body(path, "a list", "[\"" + CANARY + "\"]"),
        body(path, "a string", "\"" + CANARY + "\""),
        body(path, "a number", "1"),
        body(path, "half of it", start),
        body(path, "something after it", good + CANARY),
        body(path, "a brace after it", good + "}"),
        body(path, "another one after it", good + good),
        body(path, "a NUL after it", good + "\0"),
        body(path, "a comment", "/* " + CANARY + " */" + good),
        body(path, "single quotes", good.replace('"', '\'')),
        body(path, "a comma too many", start + ",}"),
        body(path, "NaN", "{\"" + member + "\":NaN}"),
        body(path, "a form", "audience=" + CANARY),
        body(path, "a control character in a string", "{\"" + member + "\":\"" + CANARY + "\n\"}"),
        body(path, "half a surrogate pair", "{\"" + member + "\":\"" + CANARY + "\\ud800\"}"),
        body(path, "half a surrogate pair in a name", "{\"" + CANARY + "\\udc00\":1}"),
        body(path, "a number of 1,000 digits", "{\"" + member + "\":" + "9".repeat(1000) + "}"),
        body(path, "a name of 60,000 characters", "{\"" + CANARY.repeat(3000) + "\":1}"),
        body(path, "a member twice", start + "," + good.substring(1)).says("twice"),
        body(path, "17 levels", "{\"" + member + "\":" + "[".repeat(17) + "]".repeat(17) + "}")
            .says("deep"),
        body(path, "60,000 levels", "{\"" + member + "\":" + "[".repeat(60_000)).says("deep"),
        body(path, "60,000 levels of objects", "{\"a\":".repeat(40_000)),
        octets(path, "no UTF-8", octetsIn(good, 0xff)),
        octets(path, "an overlong NUL", octetsIn(good, 0xc0, 0x80)),
        octets(path, "half a surrogate pair in UTF-8", octetsIn(good, 0xed, 0xa0, 0x80)),
        octets(path, "ISO 8859-1", ("{\"" + member + "\":\"\u00e9\"}").getBytes(ISO_8859_1)),
        octets(path, "UTF-16, big-endian", good.getBytes(UTF_16BE)),
        octets(path, "UTF-16, little-endian", good.getBytes(UTF_16LE)),
        octets(path, "a byte order mark", ("\ufeff" + good).getBytes(UTF_8)),
        octets(path, "UTF-16 with a byte order mark", ("\ufeff" + good).getBytes(UTF_16BE)),
        invalid(path + " a member more", "issuer", post(path, start + ",\"issuer\":\"evil1\"}")),
        invalid(path + " a member in capitals", "TOKENS", post(path, "{\"TOKENS\":{}}")),
        invalid(path + " a member with an odd name", "", post(path, "{\"" + CANARY + " \":1}")),
        invalid(
            path + " a member whose name could be a secret",
            "",
            post(path, "{\"" + CANARY + "x".repeat(64) + "\":1}")),
        refused(path + " 1 MiB", 413, post(path, good + " ".repeat(MIB))),
        refused(
            path + " 1 MiB in chunks",
            413,
            s ->
                bearing(s, path)
                    .header("Content-Type", "application/json")
                    .chunked((good + " ".repeat(MIB)).getBytes(UTF_8))),
        refused(path + " one octet too many", 413, post(path, padded(good, 256 * 1024 + 1)))
            .says("262144"),
        refused(
            path + " 20 MiB, which are announced and never sent",
            413,
            s ->
                bearing(s, path)
                    .header("Content-Type", "application/json")
                    .header("Content-Length", Integer.toString(20 * MIB))),
        refused(path + " without a type", 415, s -> bearing(s, path).body(good.getBytes(UTF_8))),
        typed(path, "", good),
        typed(path, "text/plain", good),
        typed(path, "application/x-www-form-urlencoded", good),
        typed(path, "multipart/form-data; boundary=x", "--x\r\n\r\n" + CANARY + "\r\n--x--\r\n"),
        typed(path, "application/jsonp", good),
        typed(path, "application/problem+json", good),
        typed(path, "application/json, text/plain", good),
        typed(path, "text/plain; application/json", good),
        refused(
            path + " of two types",
            415,
            s ->
                bearing(s, path)
                    .header("Content-Type", "application/json")
                    .header("Content-Type", "text/plain")
                    .body(good.getBytes(UTF_8))),
        coded(path, "gzip", gzipped(good)),
        coded(path, "gzip", good.getBytes(UTF_8)),
        coded(path, "br", good.getBytes(UTF_8)));
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void isRefused(Row row) {
    row.check(stage);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON;charset=UTF-8",
        "application/json ;charset=\"utf-8\""
      })
  void jsonIsTakenWithOrWithoutItsCharset(String type) {
    Scene scene = Scene.on(stage);

    taken(
        stage, bearing(scene, "/grants").header("Content-Type", type).body(GRANT.getBytes(UTF_8)));
  }

  @Test
  void aBodyMayBeAsLargeAsIsConfigured() {
    Scene scene = Scene.on(stage);

    taken(stage, scene.grants(padded(GRANT, 256 * 1024)));
    taken(
        stage,
        bearing(scene, "/grants")
            .header("Content-Type", "application/json")
            .chunked(padded(GRANT, 256 * 1024).getBytes(UTF_8)));
  }

  @Test
  void aBodyMayWaitForItsInvitation() {
    Scene scene = Scene.on(stage);

    taken(stage, scene.grants(GRANT).header("Expect", "100-continue"));
  }

  @Test
  void aBodyMaySayThatItIsNotCoded() {
    taken(stage, Scene.on(stage).grants(GRANT).header("Content-Encoding", "identity"));
  }

  /** Clients that send all of a body before they read meet the answer too, not a reset. */
  @RepeatedTest(5)
  void aBodyThatIsTooLargeIsAnsweredInEitherVersionOfHttp() {
    Scene scene = Scene.on(stage);
    Http.Answer answer = scene.client().post("/grants", scene.proof(), GRANT + " ".repeat(MIB));

    Refusal.of(413).check(scene.grants(""), Reply.of(answer));
  }

  @RepeatedTest(5)
  void aLargeBodyAtAPathThatTakesNoneIsAnswered() {
    Scene scene = Scene.on(stage);
    Http.Answer nowhere = scene.client().post("/nowhere", scene.proof(), GRANT + " ".repeat(MIB));
    Http.Answer document =
        scene.client().post("/.well-known/jwks.json", scene.proof(), " ".repeat(MIB));

    Refusal.of(404).check(scene.grants(""), Reply.of(nowhere));
    Refusal.of(405).check(scene.grants(""), Reply.of(document));
  }

  @Test
  void aConnectionLivesOnAfterARefusedBody() {
    Scene scene = Scene.on(stage);
    Request document = Request.of("GET", "/.well-known/jwks.json");
    List<Reply> replies =
        Request.send(
            stage,
            scene.grants(GRANT + " ".repeat(MIB)),
            document,
            bearing(scene, "/grants").header("Content-Type", "text/plain").body(new byte[MIB]),
            document,
            bearing(scene, "/nowhere").chunked(new byte[MIB]),
            document);

    assertEquals(
        List.of(413, 200, 415, 200, 404, 200), replies.stream().map(Reply::status).toList());
  }

  private static Function<Scene, Request> post(String path, String json) {
    return scene -> bearing(scene, path).json(json);
  }

  private static Row body(String path, String name, String json) {
    return octets(path, name, json.getBytes(UTF_8));
  }

  private static Row octets(String path, String name, byte[] json) {
    return invalid(path + " " + name, "", scene -> bearing(scene, path).json(json));
  }

  /** Good JSON with these octets at the start of its first string. */
  private static byte[] octetsIn(String good, int... octets) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int cut = good.indexOf("\":\"") + 3;
    out.writeBytes(good.substring(0, cut).getBytes(UTF_8));
    IntStream.of(octets).forEach(out::write);
    out.writeBytes(good.substring(cut).getBytes(UTF_8));
    return out.toByteArray();
  }

  private static Row typed(String path, String type, String body) {
    return refused(
        path + " of type " + type,
        415,
        scene -> bearing(scene, path).header("Content-Type", type).body(body.getBytes(UTF_8)));
  }

  private static Row coded(String path, String coding, byte[] body) {
    return refused(
        path + " coded as " + coding,
        415,
        scene -> bearing(scene, path).json(body).header("Content-Encoding", coding));
  }

  private static byte[] gzipped(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
