package io.vouchsafe.program;

import static io.vouchsafe.program.IssuerPerTest.jwks;
import static io.vouchsafe.program.IssuerPerTest.kid;
import static io.vouchsafe.program.IssuerPerTest.publishes;
import static io.vouchsafe.program.IssuerPerTest.whileTokensAreAsked;
import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Stage;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people do to whole keys in Vault, under the feet of a running service. */
class KeyConditionsIT {
  private static final IssuerPerTest ISSUERS = new IssuerPerTest();

  @BeforeAll
  static void start() {
    ISSUERS.start("key-conditions", "deleted", "restored", "exported", "remade");
  }

  @AfterAll
  static void stop() {
    ISSUERS.stop();
  }

  @BeforeEach
  void mend() {
    ISSUERS.stage().vault().mend();
  }

  private static void delete(String key) {
    ISSUERS.bao().configure(key, Map.of("deletion_allowed", true));
    ISSUERS.bao().root().delete("transit/keys/" + key);
  }

  private static void saysSoAndServesOn(String key, String reason, int published, Client client) {
    eventually(
        ISSUERS.health()::text,
        () ->
            Health.reasons(ISSUERS.health().ready()).contains(key)
                && Health.reasons(ISSUERS.health().ready()).contains(reason));
    assertTrue(Health.up(ISSUERS.health().live()), ISSUERS.health()::text);
    assertTrue(Health.up(ISSUERS.health().ready()), ISSUERS.health()::text);
    assertEquals(published, jwks(client).size());
  }

  @Test
  void aKeyThatIsDeletedIsStillPublishedAndSignsNothing() {
    Client client = ISSUERS.issuerOf("deleted");
    String grant = client.grant(Client.workload("d-1"));
    int published = jwks(client).size();

    delete("deleted-rs256");

    saysSoAndServesOn("deleted-rs256", "vault/setup --key-prefix deleted", published, client);
    Answer refused = client.idToken(grant, "a");
    assertEquals(503, refused.status(), refused.http().body());
    assertEquals(200, client.idToken(grant, Stage.ES256_AUDIENCE).status());
    eventually(ISSUERS.health()::text, () -> !Health.up(ISSUERS.health().signing()));
    ISSUERS.bao().setup("--key-prefix", "deleted");
    eventually("a token", () -> client.idToken(grant, "a").status() == 200);
  }

  @Test
  void aKeyThatIsSoftDeletedSignsAgainWhenItIsRestored() {
    Client client = ISSUERS.issuerOf("restored");
    String grant = client.grant(Client.workload("d-1"));
    String before = kid(client, client.token(grant, "a"));
    int published = jwks(client).size();
    ISSUERS.bao().configure("restored-rs256", Map.of("deletion_allowed", true));
    ISSUERS.bao().root().delete("transit/keys/restored-rs256/soft-delete");

    eventually("a refusal", () -> client.idToken(grant, "a").status() == 503);
    assertEquals(published, jwks(client).size());
    eventually(
        ISSUERS.health()::text,
        () -> Health.reasons(ISSUERS.health().signing()).contains("soft-deleted"));
    assertTrue(Health.up(ISSUERS.health().ready()), ISSUERS.health()::text);

    ISSUERS.bao().root().write("transit/keys/restored-rs256/soft-delete-restore", Map.of());

    eventually("a token", () -> client.idToken(grant, "a").status() == 200);
    assertEquals(before, kid(client, client.token(grant, "a")));
  }

  @Test
  void aKeyThatBecomesExportableSignsOnAndIsLoud() {
    Client client = ISSUERS.issuerOf("exported");
    String grant = client.grant(Client.workload("d-1"));
    String before = kid(client, client.token(grant, "a"));

    ISSUERS.bao().configure("exported-rs256", Map.of("exportable", true));

    eventually(
        "a line in the log",
        () ->
            ISSUERS
                .output()
                .lines()
                .anyMatch(
                    line ->
                        line.contains("ERROR")
                            && line.contains("exported-rs256")
                            && line.contains("--key-prefix NEW")));
    assertEquals(before, kid(client, client.token(grant, "a")));
  }

  @Test
  void aKeyThatIsMadeAnewUnderItsNameLetsNothingWrongOut() throws Exception {
    Client client = ISSUERS.issuerOf("remade");
    String grant = client.grant(Client.workload("d-1"));
    String before = kid(client, client.token(grant, "a"));
    whileTokensAreAsked(
        client,
        grant,
        () -> {
          delete("remade-rs256");
          ISSUERS.bao().root().write("transit/keys/remade-rs256", Map.of("type", "rsa-2048"));
          eventually(
              "a token under the new key",
              () -> {
                Answer answer = client.idToken(grant, "a");
                return answer.status() == 200 && !kid(client, answer.text("value")).equals(before);
              });
        });
    assertFalse(publishes(client, before));
    assertTrue(ISSUERS.output().contains("remade-rs256 was deleted and made anew"));
  }
}
