package io.vouchsafe.http;

import static io.vouchsafe.http.Bodies.WORKLOAD;
import static io.vouchsafe.http.Bodies.attributes;
import static io.vouchsafe.http.Bodies.deployment;
import static io.vouchsafe.http.Bodies.edge;
import static io.vouchsafe.http.Bodies.strings;
import static io.vouchsafe.http.Bodies.taken;
import static io.vouchsafe.http.Bodies.with;
import static io.vouchsafe.http.ErrorTable.CANARY;
import static io.vouchsafe.http.ErrorTable.forbidden;
import static io.vouchsafe.http.ErrorTable.invalid;
import static java.util.stream.Collectors.joining;

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

/** What {@code POST /grants} refuses, and what is just within its bounds. */
@Tag("slow")
@QuarkusTest
@QuarkusTestResource(Stage.class)
class ErrorTableGrantsTest {
  Stage stage;

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
        forbidden(
            "a list, and the sub is made of it",
            "workload.deployment",
            s -> s.grants(with("workload", attributes("deployment", "[\"d\"]")))),
        attribute("a number, and the sub is made of it", "deployment", "7").says("\"7\" and not 7"),
        attribute("an empty list", "tags", "[]").says("empty list"),
        attribute("a zero-width space", "note", "\"" + CANARY + "\\u200b\"").says("U+200B"),
        attribute("an override", "note", "\"\\u202e" + CANARY + "\"").says("U+202E"),
        attribute("a filler", "note", "\"\\u3164\"").says("U+3164"),
        attribute("a line feed in a list", "tags", "[\"a\",\"\\n\"]").says("U+000A"),
        forbidden(
            "a list where the rule has none",
            "workload.note",
            s -> s.grants(with("workload", attributes("note", "[\"" + CANARY + "\"]")))),
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
        grant(
            "an audience with a zero-width space",
            "audiences",
            with("audiences", "[\"" + CANARY + "\\u200b\"]")),
        forbidden(
            "the audience of proofs, spelt otherwise",
            "audiences",
            s -> s.grants(with("audiences", "[\" " + Stage.PROOF_AUDIENCE + "/ \"]"))),
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

  @ParameterizedTest
  @MethodSource("grants")
  void isRefused(Row row) {
    row.check(stage);
  }

  @Test
  void whatIsJustWithinTheBoundsIsTaken() {
    Scene scene = Scene.on(stage);

    taken(stage, scene.grants(with("max_ttl", "3600")));
    taken(stage, scene.grants(with("max_ttl", "60")));
    taken(stage, scene.grants(with("expires_in", "604800")));
    taken(stage, scene.grants(with("expires_in", "60")));
    taken(stage, scene.grants(with("audiences", strings(10, "aud-"))));
    taken(
        stage,
        scene.grants(
            with("workload", deployment("d".repeat(127 - "deployment:shop/checkout/".length())))));
    taken(stage, scene.grants(with("workload", attributes("replicas", "-9007199254740991"))));
    taken(
        stage,
        edge(scene, "{\"workload\":" + WORKLOAD + ",\"audiences\":[\"sts.amazonaws.com\"]}"));
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

  private static String many(int attributes) {
    return IntStream.range(0, attributes)
        .mapToObj(i -> "\"a%d\":1".formatted(i))
        .collect(joining(",", "{", "}"));
  }
}
