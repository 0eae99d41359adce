package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.IssuedSecrets;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.OrganisationsStage;
import io.vouchsafe.testing.OutageTable;
import io.vouchsafe.testing.ServiceProcess;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a start with a template says before its organisations are listed, and as it rotates. */
class OrganisationsAtStartIT {
  private static final String JWKS = "/.well-known/jwks.json";

  private final OrganisationsStage stage = new OrganisationsStage();
  private Map<String, String> config;
  private Health health;

  @BeforeEach
  void prepare() {
    config = new TreeMap<>(stage.start());
    config.put("vouchsafe.transit.request-timeout", "10s");
    health = new Health(stage);
  }

  @AfterEach
  void stop() {
    stage.stop();
  }

  @Test
  void everyPathComesAgainLaterUntilTheyAreListed() {
    stage.make("acme");
    stage
        .vault()
        .breaks(
            path -> path.matches(".*/transit/keys/?"),
            BreakingProxy.Fault.answer(403, "{\"errors\":[\"permission denied\"]}"));
    try (ServiceProcess service = ServiceProcess.on(stage, "unlisted", config)) {
      eventually("the issuer beside it", () -> Client.of(stage).get(JWKS).status() == 200);

      for (String org : List.of("acme", "nobody")) {
        Client client = stage.client(org);
        assertComeAgain(client.get(JWKS));
        assertComeAgain(client.get("/.well-known/openid-configuration"));
        assertComeAgain(client.get("/id-token?audience=a"));
        assertComeAgain(client.post("/grants", client.proof(), Map.of()));
      }
      assertFalse(Health.up(health.ready()), health::text);
      String reasons = Health.reasons(health.ready());
      assertTrue(reasons.startsWith("org: the organisations were not listed yet: "), reasons);
      OutageTable.names("not letting the names", () -> Health.reasons(health.ready()));
      OutageTable.names("not letting the names", () -> Health.reasons(health.signing()));
      assertFalse(Health.up(health.signing()), health::text);
      assertTrue(service.running());

      stage.vault().mend();

      eventually(health::text, () -> Health.up(health.ready()) && Health.up(health.signing()));
      assertEquals("", Health.reasons(health.ready()));
      assertEquals(404, stage.client("nobody").get(JWKS).status());
      assertEquals(200, stage.client("acme").get(JWKS).status());
    }
  }

  private static void assertComeAgain(Answer answer) {
    String text = answer.http().uri() + " " + answer;
    assertEquals(503, answer.status(), text);
    assertEquals("application/problem+json", answer.header("Content-Type"), text);
    assertTrue(Integer.parseInt(answer.header("Retry-After")) >= 1, text);
  }

  @Test
  void itSaysHowFarTheRotationIs() {
    stage.makeAll(List.of("one", "two", "three"));
    config.put("vouchsafe.rotation.mode", "on");
    config.put("vouchsafe.rotation.every", "1h");
    config.put("vouchsafe.rotation.jitter", "0s");
    config.put(
        "vouchsafe.rotation.authentication.client-token",
        IssuedSecrets.remember(stage.bao().rootToken()));
    try (ServiceProcess service = ServiceProcess.on(stage, "progress", config)) {
      eventually(() -> rotation().toString(), () -> rotation().path("checked").asInt() == 1);

      JsonNode rotation = rotation();
      assertEquals(3, rotation.path("all").asInt(), rotation::toString);
      assertEquals(0, rotation.path("failed").asInt(), rotation::toString);
      assertTrue(List.of("one", "two", "three").contains(rotation.path("last").asText()));
      assertTrue(rotation.path("pass_ended_at").isNull(), rotation::toString);
      Metrics metrics = new Metrics(stage);
      String of = "vouchsafe_rotation_organisations_%s{issuer=\"org\"}";
      assertEquals(1, metrics.value(of.formatted("checked")));
      assertEquals(0, metrics.value(of.formatted("failed")));
      assertTrue(service.running());
    }
  }

  private JsonNode rotation() {
    return Http.get(stage.managementUrl() + "/status").body().at("/templates/0/rotation");
  }
}
