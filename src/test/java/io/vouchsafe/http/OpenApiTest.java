package io.vouchsafe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Eventually;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The answers are those that {@code docs/openapi.yaml} describes. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class OpenApiTest {
  private static final JsonNode OPENAPI = read();

  Stage stage;
  private Client client;

  private static JsonNode read() {
    try {
      return new ObjectMapper(new YAMLFactory()).readTree(Path.of("docs", "openapi.yaml").toFile());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void waitForKeys() {
    client = Client.of(stage);
    Eventually.eventually("the keys", () -> client.get("/.well-known/jwks.json").status() == 200);
  }

  /** Whether an answer is what the page says of this operation: its path, escaped, and method. */
  static void conforms(String operation, String answer, String mediaType, Answer got) {
    assertEquals(mediaType, got.header("Content-Type"));
    JsonNode schema =
        OPENAPI.at(
            "/paths/%s/responses/%s/content/%s/schema"
                .formatted(operation, answer, mediaType.replace("/", "~1")));
    assertFalse(schema.isMissingNode(), "no schema for " + operation);
    conforms(schema, got.body());
  }

  private static void conforms(JsonNode schema, JsonNode body) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", OPENAPI.path("components"));
    JsonSchema compiled =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(whole);
    assertEquals(Set.of(), compiled.validate(body), body::toString);
  }

  @Test
  void documents() {
    conforms(
        "~1.well-known~1openid-configuration/get",
        "200",
        "application/json",
        client.get("/.well-known/openid-configuration"));
    conforms(
        "~1.well-known~1jwks.json/get",
        "200",
        "application/jwk-set+json",
        client.get("/.well-known/jwks.json"));
  }

  @Test
  void grantsAndTokens() {
    conforms(
        "~1grants/post",
        "201",
        "application/json",
        client.post(
            "/grants",
            client.proof(),
            Map.of("workload", Client.workload("d-1"), "audiences", List.of("a"))));
    String grant = client.grant(Client.workload("d-1"));
    conforms("~1id-token/get", "200", "application/json", client.idToken(grant, "a"));
    conforms(
        "~1id-tokens/post",
        "200",
        "application/json",
        client.post(
            "/id-tokens",
            grant,
            Map.of("tokens", Map.of("a", Map.of("audience", "a"), "b", Map.of("ttl", 1)))));
  }

  @Test
  void problems() {
    Answer refused = client.get("/id-token");
    assertEquals("application/problem+json", refused.header("Content-Type"));
    conforms(OPENAPI.at("/components/schemas/Problem"), refused.body());
  }

  @Test
  void theStateOfTheKeysInAStableOrder() {
    Answer answer = client.get(stage.managementUrl() + "/keys");

    conforms("~1keys/get", "200", "application/json", answer);
    assertEquals(
        List.of("RS256", "ES256", "GRANT"),
        answer.body().at("/issuers/0/keys").findValuesAsText("role"));
    assertEquals(
        List.of("default", "second"),
        answer.body().path("issuers").findValuesAsText("name").stream()
            .filter(name -> !name.contains("-"))
            .toList());
    JsonNode version = answer.body().at("/issuers/0/keys/0/versions/0");
    assertEquals("signing", version.path("phase").asText());
    assertEquals(version.path("created").asText(), version.path("signs_from").asText());
    assertEquals(
        List.of(), List.copyOf(answer.body().at("/issuers/0/faults").findValuesAsText("reason")));
  }

  @Test
  void theStateOfTheService() {
    String grant = client.grant(Client.workload("d-2"));
    client.token(grant, "a");
    assertEquals(404, client.get("/nothing").status());

    Answer answer = client.get(stage.managementUrl() + "/status");

    conforms("~1status/get", "200", "application/json", answer);
    JsonNode first = answer.body().at("/issuers/0");
    assertEquals(
        List.of("RS256", "ES256", "GRANT"), first.path("signing").findValuesAsText("role"));
    assertEquals(Set.of("signing"), Set.copyOf(first.path("signing").findValuesAsText("state")));
    assertEquals(
        List.of(Stage.TRUSTED_ISSUER), first.path("trusted_issuers").findValuesAsText("issuer"));
  }

  @Test
  void thePublicPortHasNoDoorForOperators() {
    for (String path :
        List.of(
            "/", "/console/main.js", "/status", "/keys", "/q/health", "/q/metrics", "/q/openapi")) {
      assertEquals(404, client.get(path).status(), path);
    }
  }
}
