package io.vouchsafe.http;

import static io.vouchsafe.http.ErrorTable.CANARY;
import static io.vouchsafe.http.ErrorTable.forbidden;
import static io.vouchsafe.http.ErrorTable.invalid;
import static io.vouchsafe.http.ErrorTable.refused;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.http.ErrorTable.Refusal;
import io.vouchsafe.http.ErrorTable.Reply;
import io.vouchsafe.http.ErrorTable.Request;
import io.vouchsafe.http.ErrorTable.Row;
import io.vouchsafe.http.ErrorTable.Scene;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the body of the two calls that have one. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class ErrorTableBodiesTest {
  private static final String WORKLOAD =
      "{\"org\":\"shop\",\"app\":\"checkout\",\"deployment\":\"d-42\"}";
  private static final String GRANT =
      "{\"workload\":" + WORKLOAD + ",\"audiences\":[\"api.example\"]}";
  private static final String TOKENS = "{\"tokens\":{\"A\":{\"audience\":\"api.example\"}}}";
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

  /** What {@code POST /grants} takes from no broker. */
  static Stream<Row> grants() {
    return Stream.of(
        grant("workload is missing", "workload", "{\"audiences\":[\"a\"]}"),
        grant("workload null", "workload", with("workload", "null")),
        grant("workload a string", "workload", with("workload", "\"" + CANARY + "\"")),
        grant("workload a list", "workload", with("workload", "[" + WORKLOAD + "]")),
        grant("workload empty", "workload", with("workload", "{}")),
        attribute("null", "note", "null"),
        attribute("a fraction", "replicas", "1.5"),
        attribute("a fraction that is whole", "replicas", "1.0"),
        attribute("an exponent", "replicas", "1e3"),
        attribute("2^53", "replicas", "9007199254740992"),
        attribute("-2^53", "replicas", "-9007199254740992"),
        attribute("2^64", "replicas", "18446744073709551616"),
        attribute("an object", "note", "{\"deep\":\"" + CANARY + "\"}"),
        attribute("a list of numbers", "tags", "[1]"),
        attribute("a mixed list", "tags", "[\"" + CANARY + "\",1]"),
        attribute("a nested list", "tags", "[[\"" + CANARY + "\"]]"),
        attribute("a list with null", "tags", "[null]"),
        attribute("empty, and the sub is made of it", "deployment", "\"\""),
        attribute("a boolean, and the sub is made of it", "deployment", "true"),
        attribute("a list, and the sub is made of it", "deployment", "[\"d\"]"),
        grant(
            "an attribute of the sub is missing",
            "workload.deployment",
            with("workload", "{\"org\":\"shop\",\"app\":\"checkout\"}")),
        grant("a name in capitals", "workload", with("workload", attributes("Org", "1"))),
        grant("a name that starts with _", "workload", with("workload", attributes("_a", "1"))),
        grant("a name with a dot", "workload", with("workload", attributes("a.b", "1"))),
        grant("an empty name", "workload", with("workload", attributes("", "1"))),
        grant(
            "a name of 65 characters",
            "workload",
            with("workload", attributes("n".repeat(65), "1"))),
        grant("a reserved name: sub", "workload.sub", with("workload", attributes("sub", "1"))),
        grant("a reserved name: cnf", "workload.cnf", with("workload", attributes("cnf", "1"))),
        grant(
            "a reserved name: email", "workload.email", with("workload", attributes("email", "1"))),
        grant("65 attributes", "workload", with("workload", many(65))),
        grant(
                "a sub of 128 characters",
                "workload",
                with(
                    "workload", deployment("d".repeat(128 - "deployment:shop/checkout/".length()))))
            .says("127"),
        grant(
                "a sub that grows by its encoding",
                "workload",
                with("workload", deployment("é".repeat(20))))
            .says("127"),
        grant(
                "3 KiB",
                "workload",
                with("workload", attributes("note", "\"" + "x".repeat(3072) + "\"")))
            .says("3072"),
        forbidden(
            "an org that is not the broker's",
            "workload.org",
            s -> s.grants(with("workload", WORKLOAD.replace("shop", CANARY)))),
        forbidden(
            "an org that only starts like the broker's",
            "workload.org",
            s -> s.grants(with("workload", WORKLOAD.replace("shop", "shop-2")))),
        forbidden(
            "a region that is not the broker's",
            "workload.region",
            s -> s.grants(with("workload", attributes("region", "\"us-east\"")))),
        forbidden(
            "an attribute without a rule",
            "workload.role",
            s -> s.grants(with("workload", attributes("role", "\"" + CANARY + "\"")))),
        forbidden(
            "an audience outside the broker's",
            "audiences",
            s -> edge(s, with("audiences", "[\"sts.amazonaws.com\",\"" + CANARY + "\"]"))),
        forbidden("any audience", "audiences", s -> edge(s, with("audiences", "[\"*\"]"))),
        grant("audiences are missing", "audiences", "{\"workload\":" + WORKLOAD + "}"),
        grant("audiences null", "audiences", with("audiences", "null")),
        grant("audiences a string", "audiences", with("audiences", "\"" + CANARY + "\"")),
        grant("audiences an object", "audiences", with("audiences", "{\"a\":\"a\"}")),
        grant("audiences of numbers", "audiences", with("audiences", "[1]")),
        grant("audiences with null", "audiences", with("audiences", "[\"a\",null]")),
        grant("no audiences", "audiences", with("audiences", "[]")),
        grant("an empty audience", "audiences", with("audiences", "[\"\"]")),
        grant(
            "an audience of 1,001 characters",
            "audiences",
            with("audiences", "[\"" + "x".repeat(1001) + "\"]")),
        grant(
            "an audience with a line feed",
            "audiences",
            with("audiences", "[\"" + CANARY + "\\n\"]")),
        forbidden(
            "the audience of proofs",
            "audiences",
            s -> s.grants(with("audiences", "[\"" + Stage.PROOF_AUDIENCE + "\"]"))),
        grant(
            "4,000 empty tags",
            "workload",
            with("workload", attributes("tags", "[\"\"" + ",\"\"".repeat(3999) + "]"))),
        grant("11 audiences", "audiences", with("audiences", strings(11, "aud-"))).says("10"),
        grant("max_ttl a string", "max_ttl", with("max_ttl", "\"600s0\"")),
        grant("max_ttl null", "max_ttl", with("max_ttl", "null")),
        grant("max_ttl a fraction", "max_ttl", with("max_ttl", "600.0")),
        grant("max_ttl 0", "max_ttl", with("max_ttl", "0")).says("60"),
        grant("max_ttl negative", "max_ttl", with("max_ttl", "-600")).says("60"),
        grant("max_ttl 59", "max_ttl", with("max_ttl", "59")).says("60"),
        grant("max_ttl 3601", "max_ttl", with("max_ttl", "3601")).says("3600"),
        grant("max_ttl beyond 32 bits", "max_ttl", with("max_ttl", "4294967896")),
        invalid("max_ttl beyond the broker's", "max_ttl", s -> edge(s, with("max_ttl", "601")))
            .says("600"),
        grant("expires_in a string", "expires_in", with("expires_in", "\"3600s\"")),
        grant("expires_in a list", "expires_in", with("expires_in", "[3600]")),
        grant("expires_in 0", "expires_in", with("expires_in", "0")).says("60"),
        grant("expires_in 59", "expires_in", with("expires_in", "59")).says("60"),
        grant("expires_in 604801", "expires_in", with("expires_in", "604801")).says("604800"),
        grant(
            "expires_in beyond 64 bits", "expires_in", with("expires_in", "18446744073709555216")),
        invalid(
                "expires_in beyond the broker's",
                "expires_in",
                s -> edge(s, with("expires_in", "1801")))
            .says("1800"));
  }

  /** What {@code POST /id-tokens} refuses as a whole. */
  static Stream<Row> tokens() {
    return Stream.of(
        invalid("no tokens", "tokens", s -> s.idTokens("{}")),
        invalid("tokens null", "tokens", s -> s.idTokens("{\"tokens\":null}")),
        invalid("tokens a list", "tokens", s -> s.idTokens("{\"tokens\":[{\"audience\":\"a\"}]}")),
        invalid("tokens a string", "tokens", s -> s.idTokens("{\"tokens\":\"" + CANARY + "\"}")),
        invalid("tokens empty", "tokens", s -> s.idTokens("{\"tokens\":{}}")).says("1000"),
        invalid("1,001 tokens", "tokens", s -> s.idTokens(entries(1001))).says("1000"),
        invalid("an entry twice", "", s -> s.idTokens("{\"tokens\":{\"A\":{},\"A\":{}}}")),
        invalid(
            "a workload with a grant",
            "workload",
            s -> s.idTokens("{\"workload\":" + WORKLOAD + "," + TOKENS.substring(1))),
        invalid(
            "a broker's workload a string",
            "workload",
            s -> s.brokersIdTokens("{\"workload\":\"" + CANARY + "\"," + TOKENS.substring(1))),
        invalid(
            "a broker's workload empty",
            "workload",
            s -> s.brokersIdTokens("{\"workload\":{}," + TOKENS.substring(1))),
        invalid(
            "a broker's workload with a reserved name",
            "workload.iss",
            s ->
                s.brokersIdTokens(
                    "{\"workload\":{\"iss\":\"" + CANARY + "\"}," + TOKENS.substring(1))),
        invalid(
            "a broker's workload with a fraction",
            "workload.replicas",
            s -> s.brokersIdTokens("{\"workload\":{\"replicas\":0.5}," + TOKENS.substring(1))));
  }

  /** An entry of {@code POST /id-tokens} that is refused while the one beside it is not. */
  record Entry(String name, boolean broker, String json, Refusal refusal) {
    Entry says(String words) {
      return new Entry(name, broker, json, refusal.saying(words));
    }

    @Override
    public String toString() {
      return refusal.status() + (broker ? " a broker's " : " ") + name;
    }
  }

  static Stream<Entry> entries() {
    return Stream.of(
        entry("null", "", "null"),
        entry("a string", "", "\"" + CANARY + "\""),
        entry("a list", "", "[\"" + CANARY + "\"]"),
        entry("empty", "audience", "{}"),
        entry("audience null", "audience", "{\"audience\":null}"),
        entry("audience a number", "audience", "{\"audience\":1}"),
        entry("audience a list", "audience", "{\"audience\":[\"" + CANARY + "\"]}"),
        entry("audience empty", "audience", "{\"audience\":\"\"}"),
        entry("audience *", "audience", "{\"audience\":\"*\"}"),
        entry(
            "audience of 1,001 characters",
            "audience",
            "{\"audience\":\"" + "x".repeat(1001) + "\"}"),
        entry("audience with a NUL", "audience", "{\"audience\":\"" + CANARY + "\\u0000\"}"),
        entry("audience with a line feed", "audience", "{\"audience\":\"" + CANARY + "\\n\"}"),
        denied(
            "audience the proofs'", "audience", "{\"audience\":\"" + Stage.PROOF_AUDIENCE + "\"}"),
        entry("ttl null", "ttl", "{\"audience\":\"a\",\"ttl\":null}"),
        entry("ttl a word", "ttl", "{\"audience\":\"a\",\"ttl\":\"" + CANARY + "\"}"),
        entry("ttl a string", "ttl", "{\"audience\":\"a\",\"ttl\":\"300\"}"),
        entry("ttl a fraction", "ttl", "{\"audience\":\"a\",\"ttl\":300.0}"),
        entry("ttl an exponent", "ttl", "{\"audience\":\"a\",\"ttl\":3e2}"),
        entry("ttl 0", "ttl", "{\"audience\":\"a\",\"ttl\":0}").says("60"),
        entry("ttl negative", "ttl", "{\"audience\":\"a\",\"ttl\":-300}").says("60"),
        entry("ttl 3601", "ttl", "{\"audience\":\"a\",\"ttl\":3601}").says("3600"),
        entry("ttl beyond 32 bits", "ttl", "{\"audience\":\"a\",\"ttl\":4294967596}"),
        entry("an unknown member", "sub", "{\"audience\":\"a\",\"sub\":\"" + CANARY + "\"}"),
        entry("workload", "workload", "{\"audience\":\"a\",\"workload\":" + WORKLOAD + "}"),
        brokers("workload is missing", Refusal.invalid("workload"), "{\"audience\":\"a\"}"),
        brokers("workload null", Refusal.invalid("workload"), workload("null")),
        brokers("workload empty", Refusal.invalid("workload"), workload("{}")),
        brokers("workload a list", Refusal.invalid("workload"), workload("[]")),
        brokers(
            "workload without what the sub is made of",
            Refusal.invalid("workload.app"),
            workload("{\"org\":\"shop\"}")),
        brokers(
            "workload of another org",
            Refusal.forbidden("workload.org"),
            workload(WORKLOAD.replace("shop", CANARY))),
        brokers(
            "workload with a nested attribute",
            Refusal.invalid("workload.note"),
            workload(attributes("note", "{}"))));
  }

  @ParameterizedTest
  @MethodSource({"everywhere", "grants", "tokens"})
  void isRefused(Row row) {
    row.check(stage);
  }

  @ParameterizedTest
  @MethodSource("entries")
  void isRefusedAlone(Entry entry) {
    Scene scene = Scene.on(stage);
    String good = entry.broker() ? workload(WORKLOAD) : "{\"audience\":\"a\"}";
    String body = "{\"tokens\":{\"good\":" + good + ",\"bad\":" + entry.json() + "}}";
    Request request = entry.broker() ? scene.brokersIdTokens(body) : scene.idTokens(body);
    Reply reply = request.send(stage);

    assertEquals(200, reply.status(), reply::text);
    JsonNode tokens = reply.json().path("tokens");
    ErrorTable.remembered(tokens.at("/good/value").asText());
    assertTrue(tokens.at("/good/value").isTextual(), "the other entry has its token");
    entry.refusal().check(tokens.path("bad"));
    new Reply(200, reply.headers(), tokens.path("bad").toString().getBytes(UTF_8))
        .leaksNothingOf(request);
  }

  @Test
  void entriesThatAreAllRefusedAreStillAnswered() {
    Reply reply =
        Scene.on(stage).idTokens("{\"tokens\":{\"A\":{\"ttl\":1},\"B\":null}}").send(stage);

    assertEquals(200, reply.status());
    assertEquals("no-store", reply.header("Cache-Control"));
    assertEquals(400, reply.json().at("/tokens/A/status").asInt());
    assertEquals(400, reply.json().at("/tokens/B/status").asInt());
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

    taken(bearing(scene, "/grants").header("Content-Type", type).body(GRANT.getBytes(UTF_8)));
  }

  @Test
  void aBodyMayBeAsLargeAsIsConfigured() {
    Scene scene = Scene.on(stage);

    taken(scene.grants(padded(GRANT, 256 * 1024)));
    taken(
        bearing(scene, "/grants")
            .header("Content-Type", "application/json")
            .chunked(padded(GRANT, 256 * 1024).getBytes(UTF_8)));
  }

  @Test
  void aBodyMayWaitForItsInvitation() {
    Scene scene = Scene.on(stage);

    taken(scene.grants(GRANT).header("Expect", "100-continue"));
  }

  @Test
  void aBodyMaySayThatItIsNotCoded() {
    taken(Scene.on(stage).grants(GRANT).header("Content-Encoding", "identity"));
  }

  @Test
  void whatIsJustWithinTheBoundsIsTaken() {
    Scene scene = Scene.on(stage);

    taken(scene.grants(with("max_ttl", "3600")));
    taken(scene.grants(with("max_ttl", "60")));
    taken(scene.grants(with("expires_in", "604800")));
    taken(scene.grants(with("expires_in", "60")));
    taken(scene.grants(with("audiences", strings(10, "aud-"))));
    taken(
        scene.grants(
            with("workload", deployment("d".repeat(127 - "deployment:shop/checkout/".length())))));
    taken(scene.grants(with("workload", attributes("replicas", "-9007199254740991"))));
    taken(edge(scene, "{\"workload\":" + WORKLOAD + ",\"audiences\":[\"sts.amazonaws.com\"]}"));
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

  private void taken(Request request) {
    Reply reply = request.send(stage);

    assertEquals(201, reply.status(), reply::text);
    ErrorTable.remembered(reply.json().path("grant").asText());
  }

  private static Request bearing(Scene scene, String path) {
    return Request.of("POST", path).bearer(path.equals("/grants") ? scene.proof() : scene.grant());
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

  private static String padded(String json, int length) {
    return json + " ".repeat(length - json.length());
  }

  private static Row grant(String name, String member, String json) {
    return invalid(name, member, scene -> scene.grants(json));
  }

  private static Row attribute(String name, String attribute, String value) {
    return grant(
        attribute + " " + name,
        "workload." + attribute,
        with("workload", attributes(attribute, value)));
  }

  /** A good request for a grant in which one member is another one. */
  private static String with(String member, String json) {
    return switch (member) {
      case "workload" -> "{\"workload\":" + json + ",\"audiences\":[\"api.example\"]}";
      case "audiences" -> "{\"workload\":" + WORKLOAD + ",\"audiences\":" + json + "}";
      default -> GRANT.substring(0, GRANT.length() - 1) + ",\"" + member + "\":" + json + "}";
    };
  }

  /** A good workload with one attribute more, or another one. */
  private static String attributes(String attribute, String value) {
    return attribute.equals("deployment")
        ? "{\"org\":\"shop\",\"app\":\"checkout\",\"deployment\":" + value + "}"
        : WORKLOAD.substring(0, WORKLOAD.length() - 1) + ",\"" + attribute + "\":" + value + "}";
  }

  private static String deployment(String value) {
    return attributes("deployment", "\"" + value + "\"");
  }

  private static String many(int attributes) {
    return IntStream.range(0, attributes)
        .mapToObj(i -> "\"a%d\":1".formatted(i))
        .collect(joining(",", "{", "}"));
  }

  private static String strings(int count, String prefix) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"" + prefix + i + "\"")
        .collect(joining(",", "[", "]"));
  }

  private static String entries(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"t%d\":{\"audience\":\"a\"}".formatted(i))
        .collect(joining(",", "{\"tokens\":{", "}}"));
  }

  private static Request edge(Scene scene, String json) {
    return Request.of("POST", "/grants").bearer(scene.client().proof("edge/eu-1")).json(json);
  }

  private static String workload(String json) {
    return "{\"audience\":\"a\",\"workload\":" + json + "}";
  }

  private static Entry entry(String name, String member, String json) {
    return new Entry(name, false, json, Refusal.invalid(member));
  }

  private static Entry denied(String name, String member, String json) {
    return new Entry(name, false, json, Refusal.forbidden(member));
  }

  private static Entry brokers(String name, Refusal refusal, String json) {
    return new Entry(name, true, json, refusal);
  }
}
