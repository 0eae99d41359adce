package io.vouchsafe.vault;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A service whose Vault fails: what has to hold all the while, and that it recovers without help
 * once Vault answers well again.
 */
abstract class FailingVault {
  /** Keys are read and probed often, so that a test need not wait for either. */
  public static final class Quick implements QuarkusTestResourceLifecycleManager {
    @Override
    public int order() {
      return 1;
    }

    @Override
    public Map<String, String> start() {
      return Map.of("vouchsafe.keys.refresh", "200ms");
    }

    @Override
    public void stop() {}
  }

  static final Predicate<String> EVERYTHING = path -> true;
  static final Predicate<String> SIGNING = path -> path.contains("/transit/sign/");
  static final Predicate<String> READING = path -> path.contains("/transit/keys/");
  static final List<String> AUDIENCES = List.of("rs256.example", Stage.ES256_AUDIENCE);
  static final List<String> DOCUMENTS =
      List.of(
          "/.well-known/jwks.json",
          "/.well-known/openid-configuration",
          "/.well-known/oauth-authorization-server");

  Stage stage;
  Client client;
  Health health;
  String grant;
  Map<String, String> documents;

  /** What the world sees of the keys: each document with its ETag and how long it may be kept. */
  static Map<String, String> documents(Client client) {
    Map<String, String> documents = new LinkedHashMap<>();
    for (String path : DOCUMENTS) {
      Answer answer = client.get(path);
      assertEquals(200, answer.status(), path);
      documents.put(
          path,
          String.join(
              "\n", answer.header("ETag"), answer.header("Cache-Control"), answer.http().body()));
    }
    return documents;
  }

  @BeforeEach
  void begin() {
    client = Client.of(stage);
    health = new Health(stage);
    eventually(health::text, () -> Health.up(health.ready()));
    grant = client.grant(Client.workload("d-42"));
    documents = documents(client);
  }

  @AfterEach
  void mendAndWait() {
    mend();
    recovers();
  }

  void mend() {
    stage.vault().mend();
  }

  void recovers() {
    for (String audience : AUDIENCES) {
      eventually("a token for " + audience, () -> client.idToken(grant, audience).status() == 200);
      Tokens.verified(client, client.token(grant, audience));
    }
    eventually("a grant", () -> vouched().status() == 201);
    eventually(health::text, health::good);
    eventually(
        () -> "readings without a fault: " + health.text(),
        () -> Health.reasons(health.ready()).isEmpty());
    assertEquals(documents, documents(client));
  }

  void refusesTokensAndServesTheRest(int status, String detail) {
    for (String audience : AUDIENCES) {
      refused(status, detail, client.idToken(grant, audience));
    }
    refused(status, detail, vouched());
    refused(
        503,
        detail,
        client.post("/id-tokens", grant, Map.of("tokens", Map.of("one", Map.of("audience", "a")))),
        status);
    servesTheRest();
    eventually(health::text, () -> !Health.up(health.signing()));
    assertFalse(Health.reasons(health.signing()).isBlank(), health::text);
  }

  Answer vouched() {
    return client.post(
        "/grants",
        client.proof(),
        Map.of("workload", Client.workload("d-1"), "audiences", List.of("a")));
  }

  void servesTheRest() {
    assertEquals(documents, documents(client));
    assertTrue(Health.up(health.live()), health::text);
    assertTrue(Health.up(health.ready()), health::text);
  }

  static void refused(int status, String detail, Answer answer, int... alsoGood) {
    List<Integer> good = new ArrayList<>(List.of(status));
    for (int other : alsoGood) {
      good.add(other);
    }
    String text = answer.status() + " " + answer.http().body();
    assertTrue(good.contains(answer.status()), text);
    assertEquals("application/problem+json", answer.header("Content-Type"), text);
    assertEquals("no-store", answer.header("Cache-Control"), text);
    assertEquals(answer.status(), answer.body().path("status").asInt(), text);
    assertTrue(answer.text("detail").contains(detail), text);
    assertEquals(answer.text("detail"), answer.text("message"), text);
    if (answer.status() == 503) {
      assertTrue(Integer.parseInt(answer.header("Retry-After")) >= 1, text);
    }
  }

  static String jwks(Map<String, String> documents) {
    return documents.get("/.well-known/jwks.json").lines().skip(2).findFirst().orElseThrow();
  }
}
