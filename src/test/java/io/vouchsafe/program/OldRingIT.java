package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.OutageTable;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Keys that cannot be read any more: the old reading signs until {@code max-ring-age}, counts as
 * good until {@code max-published-age}, and is served for as long as it takes.
 */
class OldRingIT {
  private final Stage stage = Stage.shared();

  @AfterEach
  void stop() {
    stage.stop();
  }

  @Test
  void anOldReadingStopsSigningThenReadinessAndNeverTheJwks() {
    Map<String, String> config = new TreeMap<>(stage.start());
    config.put("vouchsafe.keys.max-ring-age", "4s");
    config.put("vouchsafe.keys.max-published-age", "15s");
    Client client = Client.of(stage);
    Health health = new Health(stage);
    try (ServiceProcess service = ServiceProcess.on(stage, "old-ring", config)) {
      eventually(health::text, health::good);
      String grant = client.grant(Client.workload("d-1"));
      Answer fresh = client.get("/.well-known/jwks.json");
      stage.vault().breaks(path -> path.contains("/keys/"), Fault.answer(500, "{}"));

      eventually("a refusal", () -> client.idToken(grant, "a").status() == 503);
      Answer refused = client.idToken(grant, "a");
      assertTrue(refused.text("detail").contains("too long ago"), refused.text("detail"));
      assertTrue(Integer.parseInt(refused.header("Retry-After")) >= 1);
      assertFalse(Health.up(health.signing()), health::text);
      OutageTable.names(
          "away for more than `max-ring-age`", () -> Health.reasons(health.signing()));
      assertTrue(Health.up(health.ready()), health::text);
      assertEquals(fresh.header("Cache-Control"), jwks(client, fresh).header("Cache-Control"));

      eventually(health::text, () -> !Health.up(health.ready()));
      assertTrue(
          Health.reasons(health.ready()).contains("max-published-age"),
          () -> Health.reasons(health.ready()));
      OutageTable.names(
          "away for more than `max-published-age`", () -> Health.reasons(health.ready()));
      assertTrue(Health.up(health.live()), health::text);
      eventually(
          "the end of caching",
          () -> jwks(client, fresh).header("Cache-Control").equals("public, max-age=0"));

      stage.vault().mend();

      eventually(health::text, health::good);
      assertEquals(fresh.header("Cache-Control"), jwks(client, fresh).header("Cache-Control"));
      Tokens.verified(client, client.token(grant, "a"));
      assertTrue(service.running());
    }
  }

  private static Answer jwks(Client client, Answer fresh) {
    Answer now = client.get("/.well-known/jwks.json");
    assertEquals(200, now.status());
    assertEquals(fresh.http().body(), now.http().body());
    assertEquals(fresh.header("ETag"), now.header("ETag"));
    return now;
  }
}
