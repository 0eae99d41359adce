package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.IssuedSecrets;
import io.vouchsafe.testing.OutageTable;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A start never waits for Vault: what is missing is said, and what comes later is taken up. */
class StartWithoutVaultIT {
  private static final String CLIENT_TOKEN = "quarkus.vault.authentication.client-token";

  private final Stage stage = new Stage();
  private Map<String, String> config;
  private Client client;
  private Health health;

  @BeforeEach
  void prepare() {
    config = new TreeMap<>(stage.start());
    config.put("quarkus.log.level", "DEBUG");
    config.put("vouchsafe.keys.clock-error", "10m");
    client = Client.of(stage);
    health = new Health(stage);
  }

  @AfterEach
  void stop() {
    stage.stop();
  }

  private void isUpAndSaysWhyItIsNotReady(String grant, String... reasons) {
    String[] said = reasons;
    eventually(
        health::text,
        () -> List.of(said).stream().allMatch(Health.reasons(health.ready())::contains));
    assertTrue(Health.up(health.started()), health::text);
    assertTrue(Health.up(health.live()), health::text);
    assertFalse(Health.up(health.ready()), health::text);
    assertFalse(Health.up(health.signing()), health::text);
    for (Answer answer :
        List.of(
            client.get("/.well-known/jwks.json"),
            client.get("/.well-known/openid-configuration"),
            client.idToken(grant, "a"),
            client.post(
                "/grants",
                client.proof(),
                Map.of("workload", Client.workload("d-1"), "audiences", List.of("a"))))) {
      String text = answer.http().uri() + " " + answer.status() + " " + answer.http().body();
      assertEquals(503, answer.status(), text);
      assertEquals("application/problem+json", answer.header("Content-Type"), text);
      assertTrue(Integer.parseInt(answer.header("Retry-After")) >= 1, text);
    }
  }

  private void becomesReady(String grant) {
    eventually(health::text, health::good);
    Tokens.verified(client, client.token(grant, "a"));
    Tokens.verified(client, client.token(client.grant(Client.workload("d-2")), "a"));
  }

  private String grantOfAnEarlierRun(String name) {
    try (ServiceProcess earlier = ServiceProcess.on(stage, name + "-earlier", config)) {
      eventually(health::text, health::good);
      return client.grant(Client.workload("d-1"));
    }
  }

  @Test
  void vaultIsDownAndComes() {
    String grant = grantOfAnEarlierRun("vault-down");
    stage.vault().down();
    try (ServiceProcess service = ServiceProcess.on(stage, "vault-down", config)) {
      isUpAndSaysWhyItIsNotReady(grant, "vouchsafe-rs256", "cannot be reached", "vault status");
      assertTrue(service.output().contains("cannot be reached"), service::output);
      OutageTable.names("down when the service starts", () -> Health.reasons(health.ready()));

      stage.vault().up();

      becomesReady(grant);
    }
  }

  @Test
  void theVaultTokenIsWrongAndIsMadeGood() {
    String grant = grantOfAnEarlierRun("wrong-token");
    String token = IssuedSecrets.remember("made-good-later-" + System.nanoTime());
    config.put(CLIENT_TOKEN, token);
    try (ServiceProcess service = ServiceProcess.on(stage, "wrong-token", config)) {
      isUpAndSaysWhyItIsNotReady(grant, "vouchsafe-rs256", "refuses the token");

      stage
          .bao()
          .root()
          .write(
              "auth/token/create-orphan",
              Map.of("id", token, "policies", List.of("vouchsafe-signer", "second-signer")));

      becomesReady(grant);
      assertTrue(service.running());
    }
  }

  @Test
  void aKeyIsMissingAndIsMade() {
    config.put("vouchsafe.issuers.second.key-prefix", "later");
    config.put(
        CLIENT_TOKEN,
        IssuedSecrets.remember(stage.bao().tokenWith("vouchsafe-signer", "later-signer")));
    Client second = Client.ofSecond(stage);
    try (ServiceProcess service = ServiceProcess.on(stage, "missing-key", config)) {
      eventually(
          health::text,
          () -> Health.reasons(health.ready()).contains("vault/setup --key-prefix later"));
      assertFalse(Health.up(health.ready()), health::text);
      eventually(
          "the outage's next line in " + service.log(),
          () -> service.output().contains("vault/setup --key-prefix later"));
      assertEquals(503, second.get("/.well-known/jwks.json").status());
      eventually("the other issuer", () -> client.get("/.well-known/jwks.json").status() == 200);
      Tokens.verified(client, client.token(client.grant(Client.workload("d-1")), "a"));

      stage.bao().setup("--key-prefix", "later");

      eventually(health::text, health::good);
      Tokens.verified(second, second.token(second.grant(Map.of("job", "j-1")), "a"));
    }
  }

  @Test
  void anExportableKeyIsRefusedAtTheFirstReading() {
    stage
        .bao()
        .root()
        .write("transit/keys/open-rs256", Map.of("type", "rsa-2048", "exportable", true));
    stage.bao().root().write("transit/keys/open-es256", Map.of("type", "ecdsa-p256"));
    stage.bao().root().write("transit/keys/open-grant", Map.of("type", "ecdsa-p256"));
    config.put("vouchsafe.issuers.second.key-prefix", "open");
    config.put(CLIENT_TOKEN, stage.bao().rootToken());
    try (ServiceProcess service = ServiceProcess.on(stage, "exportable-key", config)) {
      eventually(health::text, () -> Health.reasons(health.ready()).contains("--key-prefix NEW"));
      assertFalse(Health.up(health.ready()), health::text);
      assertTrue(Health.reasons(health.ready()).contains("exportable"), health::text);
      assertTrue(service.output().contains("Vault: outage began"), service::output);
      assertEquals(503, Client.ofSecond(stage).get("/.well-known/jwks.json").status());
    }
  }
}
