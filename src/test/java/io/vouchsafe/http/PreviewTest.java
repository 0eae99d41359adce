package io.vouchsafe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSObject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.AudienceProfiles;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Eventually;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.Stage;
import java.text.ParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code POST /id-tokens/preview}: what a token would be, without one. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
@QuarkusTestResource(value = AudienceProfiles.class, restrictToAnnotatedClass = true)
class PreviewTest {
  private static final String PREVIEW = "/id-tokens/preview";

  private static final String ISSUED =
      "vouchsafe_tokens_total{algorithm=\"RS256\",issuer=\"default\",outcome=\"issued\"}";

  Stage stage;
  private Client client;

  @BeforeEach
  void awaitKeys() {
    client = Client.of(stage);
    Eventually.eventually("the keys", () -> client.get("/.well-known/jwks.json").status() == 200);
  }

  private static Map<String, Object> workload(String note) {
    Map<String, Object> workload = new HashMap<>(Client.workload("d-42"));
    workload.put("note", note);
    return workload;
  }

  private static Map<String, ?> tokens(String... audiences) {
    Map<String, Object> tokens = new HashMap<>();
    for (String audience : audiences) {
      tokens.put(audience, Map.of("audience", audience));
    }
    return Map.of("tokens", tokens);
  }

  private JsonNode entry(String bearer, Object body, String name) {
    Answer answer = client.post(PREVIEW, bearer, body);
    assertEquals(200, answer.status(), answer.body()::toString);
    return answer.body().path("tokens").path(name);
  }

  @Test
  void itIsWhatTheTokenIsButForItsMoment() throws ParseException {
    String grant = client.grant(workload("a note"));
    for (String audience : List.of(AudienceProfiles.AWS, AudienceProfiles.SPIFFE, "other")) {
      JsonNode preview = entry(grant, tokens(audience), audience);
      JWSObject token = JWSObject.parse(client.token(grant, audience));

      assertEquals(json(token.getHeader().toString()), preview.path("header"));
      assertEquals(timeless(json(token.getPayload().toString())), timeless(preview.path("claims")));
      long issued = preview.at("/claims/iat").asLong();
      assertEquals(issued + 300, preview.at("/claims/exp").asLong());
      assertEquals(issued - 60, preview.at("/claims/nbf").asLong());
      assertTrue(preview.at("/claims/jti").isTextual());
      assertFalse(preview.has("value"));
      assertFalse(preview.has("problem"), preview::toString);
    }
  }

  private static JsonNode json(String text) {
    try {
      return Http.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode timeless(JsonNode claims) {
    ObjectNode rest = claims.deepCopy();
    rest.remove(List.of("iat", "nbf", "exp", "jti"));
    return rest;
  }

  @Test
  void itSaysWhatEachRuleOfTheProfileSays() {
    JsonNode kept =
        entry(client.grant(workload("a note")), tokens(AudienceProfiles.AWS), AudienceProfiles.AWS);
    assertEquals("aws", kept.path("profile").asText());
    assertEquals(
        List.of("aws-issuer", "aws-issuer-length", "aws-audience", "aws-token", "aws-tag-value"),
        kept.path("rules").findValuesAsText("name"));
    assertEquals(
        List.of("true", "true", "true", "true", "true"),
        kept.path("rules").findValuesAsText("kept"));
    assertTrue(kept.at("/rules/0/source").asText().startsWith("https://docs.aws.amazon.com/"));

    JsonNode broken =
        entry(client.grant(workload("a,b")), tokens(AudienceProfiles.AWS), AudienceProfiles.AWS);
    assertEquals(
        List.of("true", "true", "true", "true", "false"),
        broken.path("rules").findValuesAsText("kept"));
    assertEquals(
        "workload.note cannot be the value of the session tag Note",
        broken.at("/rules/4/detail").asText());
    assertEquals("workload.note", broken.at("/problem/member").asText());
    assertEquals(400, broken.at("/problem/status").asInt());
    assertEquals(
        "a,b",
        broken
            .path("claims")
            .path("https://aws.amazon.com/tags")
            .at("/principal_tags/Note/0")
            .asText());
  }

  @Test
  void theAnswerIsAsThePageDescribesIt() {
    for (String note : List.of("a note", "a,b")) {
      Map<String, ?> entries =
          Map.of("a", Map.of("audience", AudienceProfiles.AWS), "b", Map.of("ttl", 1));
      OpenApiTest.conforms(
          "~1id-tokens~1preview/post",
          "200",
          "application/json",
          client.post(PREVIEW, client.grant(workload(note)), Map.of("tokens", entries)));
    }
  }

  @Test
  void aBrokerNamesTheWorkloadAsForTokens() {
    Map<String, Object> body = new HashMap<>(tokens("a"));
    body.put("workload", Client.workload("d-7"));
    assertEquals(
        "deployment:shop/checkout/d-7",
        entry(client.proof(), body, "a").at("/claims/sub").asText());
    body.put("workload", Map.of("org", "strange"));
    assertEquals("workload.org", entry(client.proof(), body, "a").path("member").asText());
  }

  /** Every answer to an entry that is no token is the same as to POST /id-tokens. */
  @Test
  void whatIsRefusedIsRefusedAsForTokens() {
    String grant = client.grant(workload("a note"));
    Map<String, Object> entries =
        Map.of(
            "ttl", Map.of("audience", "a", "ttl", 1),
            "issuer", Map.of("audience", stage.url()),
            "none", Map.of(),
            "unknown", Map.of("audience", "a", "alg", "none"),
            "no object", 7,
            "workload", Map.of("audience", "a", "workload", Map.of("org", "x")));
    Map<String, ?> body = Map.of("tokens", entries);
    Answer refused = client.post("/id-tokens", grant, body);
    Answer preview = client.post(PREVIEW, grant, body);

    assertEquals(200, preview.status());
    assertEquals(refused.body(), preview.body());
    for (Object whole : List.of("{}", "{\"tokens\":{}}", "{\"tokens\":{\"a\":{}},\"x\":1}", "[")) {
      Answer one = client.post("/id-tokens", grant, whole);
      Answer other = client.post(PREVIEW, grant, whole);
      assertEquals(400, other.status());
      assertEquals(one.body(), other.body());
    }
  }

  @Test
  void strangersGetNone() {
    assertEquals(401, client.post(PREVIEW, "x", tokens("a")).status());
    assertEquals(
        401, Request.of("POST", PREVIEW).json("{\"tokens\":{\"a\":{}}}").send(stage).status());
    assertEquals(405, client.get(PREVIEW).status());
    assertEquals("POST", client.get(PREVIEW).header("Allow"));
  }

  @Test
  void nobodyMayStoreIt() {
    Answer answer = client.post(PREVIEW, client.grant(workload("a note")), tokens("a"));
    assertEquals("no-store", answer.header("Cache-Control"));
    assertEquals("application/json", answer.header("Content-Type"));
  }

  @Test
  void vaultIsNotCalled() {
    String grant = client.grant(workload("a note"));
    entry(grant, tokens("a"), "a");
    stage.vault().forget();
    Metrics metrics = new Metrics(stage);
    double before = metrics.value(ISSUED);

    for (int i = 0; i < 20; i++) {
      entry(grant, tokens("a", "b", AudienceProfiles.SPIFFE), AudienceProfiles.SPIFFE);
    }

    assertEquals(List.of(), stage.vault().seen(path -> path.contains("/sign/")));
    assertEquals(before, metrics.value(ISSUED));
    client.token(grant, "a");
    assertFalse(stage.vault().seen(path -> path.contains("/sign/")).isEmpty());
  }

  @Test
  void itWorksWhileVaultIsAway() {
    String grant = client.grant(workload("a note"));
    entry(grant, tokens("a"), "a");
    stage.vault().down();
    try {
      assertEquals(
          "deployment:shop/checkout/d-42",
          entry(grant, tokens("a"), "a").at("/claims/sub").asText());
    } finally {
      stage.vault().up();
    }
  }
}
