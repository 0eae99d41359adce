package io.vouchsafe.http;

import static io.vouchsafe.http.Bodies.TOKENS;
import static io.vouchsafe.http.Bodies.WORKLOAD;
import static io.vouchsafe.http.Bodies.attributes;
import static io.vouchsafe.http.ErrorTable.CANARY;
import static io.vouchsafe.http.ErrorTable.invalid;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.http.ErrorTable.Row;
import io.vouchsafe.testing.Stage;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code POST /id-tokens} refuses as a whole, and entries that it refuses alone. */
@Tag("slow")
@QuarkusTest
@QuarkusTestResource(Stage.class)
class ErrorTableIdTokensTest {
  Stage stage;

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
  @MethodSource("tokens")
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

  /** In one piece, however long: no client has to read chunks. */
  @Test
  void aLongListHasAContentLength() {
    Reply reply = Scene.on(stage).idTokens(entries(20)).send(stage);

    assertEquals(200, reply.status());
    assertEquals(Integer.toString(reply.body().length), reply.header("Content-Length"));
    reply.json().path("tokens").forEach(it -> ErrorTable.remembered(it.path("value").asText()));
    assertEquals(20, reply.json().path("tokens").size());
  }

  private static String entries(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"t%d\":{\"audience\":\"a\"}".formatted(i))
        .collect(joining(",", "{\"tokens\":{", "}}"));
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
