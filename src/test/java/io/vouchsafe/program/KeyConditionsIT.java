package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.BreakingProxy.Request;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What people do to keys in IssuerVault, under the feet of a running service. Each test has an
 * issuer of its own, since none of this can be undone.
 */
class KeyConditionsIT {
  private static final String[] PREFIXES = {
    "deleted", "restored", "exported", "remade", "revoked", "rotated", "lied"
  };
  private static final Stage STAGE = Stage.shared();
  private static final Health HEALTH = new Health(STAGE);
  private static OpenBao bao;
  private static ServiceProcess service;

  @BeforeAll
  static void start() {
    Map<String, String> config = new TreeMap<>(STAGE.start());
    bao = STAGE.bao();
    config.put("quarkus.log.level", "DEBUG");
    config.put("vouchsafe.keys.clock-error", "10m");
    config.put("quarkus.vault.authentication.client-token", bao.tokenWith(policies()));
    for (String prefix : PREFIXES) {
      bao.setup("--key-prefix", prefix);
      issuer(config, prefix);
    }
    service = ServiceProcess.on(STAGE, "key-conditions", config);
    eventually(HEALTH::text, HEALTH::good);
  }

  private static String[] policies() {
    List<String> policies = new ArrayList<>(List.of("vouchsafe-signer", "second-signer"));
    for (String prefix : PREFIXES) {
      policies.add(prefix + "-signer");
    }
    return policies.toArray(String[]::new);
  }

  private static void issuer(Map<String, String> config, String prefix) {
    String from = "vouchsafe.issuers.default.";
    Map<String, String> copy = new TreeMap<>();
    config.forEach(
        (name, value) -> {
          if (name.startsWith(from)) {
            copy.put("vouchsafe.issuers." + prefix + "." + name.substring(from.length()), value);
          }
        });
    copy.put("vouchsafe.issuers." + prefix + ".issuer", STAGE.url() + "/" + prefix);
    copy.put("vouchsafe.issuers." + prefix + ".key-prefix", prefix);
    config.putAll(copy);
  }

  @AfterAll
  static void stop() {
    service.close();
    STAGE.stop();
  }

  @BeforeEach
  void mend() {
    STAGE.vault().mend();
  }

  private static Client issuerOf(String prefix) {
    return new Client(STAGE, STAGE.url() + "/" + prefix);
  }

  private static JsonNode jwks(Client client) {
    Answer answer = client.get("/.well-known/jwks.json");
    assertEquals(200, answer.status());
    return answer.body().path("keys");
  }

  private static boolean publishes(Client client, String kid) {
    return StreamSupport.stream(jwks(client).spliterator(), false)
        .anyMatch(key -> key.path("kid").asText().equals(kid));
  }

  private static String kid(Client client, String token) {
    return Tokens.verified(client, token).getHeader().getKeyID();
  }

  private static void delete(String key) {
    bao.configure(key, Map.of("deletion_allowed", true));
    bao.root().delete("transit/keys/" + key);
  }

  private static void saysSoAndServesOn(String key, String reason, int published, Client client) {
    eventually(
        HEALTH::text,
        () ->
            Health.reasons(HEALTH.ready()).contains(key)
                && Health.reasons(HEALTH.ready()).contains(reason));
    assertTrue(Health.up(HEALTH.live()), HEALTH::text);
    assertTrue(Health.up(HEALTH.ready()), HEALTH::text);
    assertEquals(published, jwks(client).size());
  }

  @Test
  void aKeyThatIsDeletedIsStillPublishedAndSignsNothing() {
    Client client = issuerOf("deleted");
    String grant = client.grant(Client.workload("d-1"));
    int published = jwks(client).size();

    delete("deleted-rs256");

    saysSoAndServesOn("deleted-rs256", "vault/setup --key-prefix deleted", published, client);
    Answer refused = client.idToken(grant, "a");
    assertEquals(503, refused.status(), refused.http().body());
    assertEquals(200, client.idToken(grant, Stage.ES256_AUDIENCE).status());
    assertFalse(Health.up(HEALTH.signing()), HEALTH::text);
    bao.setup("--key-prefix", "deleted");
    eventually("a token", () -> client.idToken(grant, "a").status() == 200);
  }

  @Test
  void aKeyThatIsSoftDeletedSignsAgainWhenItIsRestored() {
    Client client = issuerOf("restored");
    String grant = client.grant(Client.workload("d-1"));
    String before = kid(client, client.token(grant, "a"));
    int published = jwks(client).size();
    bao.configure("restored-rs256", Map.of("deletion_allowed", true));
    bao.root().delete("transit/keys/restored-rs256/soft-delete");

    eventually("a refusal", () -> client.idToken(grant, "a").status() == 503);
    assertEquals(published, jwks(client).size());
    eventually(HEALTH::text, () -> Health.reasons(HEALTH.signing()).contains("soft-deleted"));
    assertTrue(Health.up(HEALTH.ready()), HEALTH::text);

    bao.root().write("transit/keys/restored-rs256/soft-delete-restore", Map.of());

    eventually("a token", () -> client.idToken(grant, "a").status() == 200);
    assertEquals(before, kid(client, client.token(grant, "a")));
  }

  @Test
  void aKeyThatBecomesExportableSignsOnAndIsLoud() {
    Client client = issuerOf("exported");
    String grant = client.grant(Client.workload("d-1"));
    String before = kid(client, client.token(grant, "a"));

    bao.configure("exported-rs256", Map.of("exportable", true));

    eventually(
        "a line in the log",
        () ->
            service
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
    Client client = issuerOf("remade");
    String grant = client.grant(Client.workload("d-1"));
    String before = kid(client, client.token(grant, "a"));
    whileTokensAreAsked(
        client,
        grant,
        () -> {
          delete("remade-rs256");
          bao.root().write("transit/keys/remade-rs256", Map.of("type", "rsa-2048"));
          eventually(
              "a token under the new key",
              () -> {
                Answer answer = client.idToken(grant, "a");
                return answer.status() == 200 && !kid(client, answer.text("value")).equals(before);
              });
        });
    assertFalse(publishes(client, before));
    assertTrue(service.output().contains("remade-rs256 was deleted and made anew"));
  }

  @Test
  void aRevokedVersionSignsNothingAndLeavesTheJwksWithItsMinimum() throws Exception {
    Client client = issuerOf("revoked");
    String grant = client.grant(Client.workload("d-1"));
    String revoked = kid(client, client.token(grant, "a"));
    bao.rotate("revoked-rs256");
    eventually("the new version", () -> jwks(client).size() == 3);
    assertEquals(revoked, kid(client, client.token(grant, "a")));
    String[] now = new String[1];

    whileTokensAreAsked(
        client,
        grant,
        () -> {
          bao.configure("revoked-rs256", Map.of("min_encryption_version", 2));
          eventually(
              "a token of the new version",
              () -> {
                Answer answer = client.idToken(grant, "a");
                now[0] = answer.status() == 200 ? kid(client, answer.text("value")) : revoked;
                return !now[0].equals(revoked);
              });
        });
    assertTrue(
        publishes(client, revoked), "living tokens verify until the other minimum is raised");

    bao.configure("revoked-rs256", Map.of("min_decryption_version", 2));

    eventually("the end of the old version", () -> !publishes(client, revoked));
    assertEquals(now[0], kid(client, client.token(grant, "a")));
  }

  @Test
  void clocksThatAreApartStopSigningAndNothingElse() {
    Client client = Client.of(STAGE);
    String grant = client.grant(Client.workload("d-1"));
    eventually("a token", () -> client.idToken(grant, "a").status() == 200);
    STAGE.vault().breaks(path -> path.contains("/keys/"), KeyConditionsIT::anHourAhead);

    eventually("a refusal", () -> client.idToken(grant, "a").status() == 503);
    String detail = client.idToken(grant, "a").text("detail");
    assertTrue(detail.contains("apart, more than clock-error (PT10M)"), detail);
    assertTrue(detail.contains("PT59M5") || detail.contains("PT1H"), detail);
    assertEquals(200, client.get("/.well-known/jwks.json").status());

    STAGE.vault().mend();
    eventually("a token again", () -> client.idToken(grant, "a").status() == 200);
  }

  private static BreakingProxy.Response anHourAhead(
      BreakingProxy.Request request, BreakingProxy.Upstream upstream)
      throws IOException, InterruptedException {
    BreakingProxy.Response real = upstream.answer(request);
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(real.headers());
    headers.put(
        "date",
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plusHours(1)));
    return new BreakingProxy.Response(real.status(), headers, real.body(), real.sent());
  }

  @Test
  void rotationsDuringUseChangeNothingForCallers() throws Exception {
    Client client = issuerOf("rotated");
    String grant = client.grant(Client.workload("d-1"));
    String before = kid(client, client.token(grant, "a"));
    Map<Integer, Integer> statuses =
        whileTokensAreAsked(
            client,
            grant,
            () -> {
              for (int version = 2; version <= 4; version++) {
                int wanted = version + 1;
                bao.rotate("rotated-rs256");
                eventually("version " + version, () -> jwks(client).size() == wanted);
              }
            });
    assertEquals(Set.of(200), statuses.keySet());
    assertEquals(before, kid(client, client.token(grant, "a")));
  }

  @Test
  void aSignatureOfAnotherVersionUnderTheRightNumberIsThrownAway() {
    Client client = issuerOf("lied");
    String grant = client.grant(Client.workload("d-1"));
    bao.rotate("lied-rs256");
    eventually("the new version", () -> jwks(client).size() == 3);
    STAGE
        .vault()
        .breaks(
            path -> path.endsWith("/sign/lied-rs256"),
            (request, upstream) -> {
              String body = new String(request.body(), StandardCharsets.UTF_8);
              String other = body.replace("\"key_version\":1", "\"key_version\":2");
              assertNotEquals(body, other);
              var answer =
                  upstream.answer(
                      new Request(
                          request.method(),
                          request.path(),
                          request.target(),
                          request.headers(),
                          other.getBytes(StandardCharsets.UTF_8)));
              return answer.withBody(
                  new String(answer.body(), StandardCharsets.UTF_8)
                      .replace("vault:v2:", "vault:v1:")
                      .replace("\"key_version\":2", "\"key_version\":1"));
            });

    Answer answer = client.idToken(grant, "a");

    assertEquals(502, answer.status(), answer.http().body());
    assertTrue(Health.reasons(HEALTH.signing()).contains("lied-rs256"), HEALTH::text);
    STAGE.vault().mend();
    assertEquals(200, client.idToken(grant, "a").status());

    STAGE
        .vault()
        .breaks(
            path -> path.endsWith("/keys/lied-rs256"),
            Fault.rewrite(
                body ->
                    body.replaceAll("(\"latest_version\":)2", "$11")
                        .replaceAll(",\"2\":\\{[^}]*\\}", "")));
    eventually(HEALTH::text, () -> Health.reasons(HEALTH.ready()).contains("lied-rs256"));
    assertEquals(3, jwks(client).size(), "a reading with fewer versions takes nothing away");
    assertEquals(200, client.idToken(grant, "a").status());
  }

  /** What callers got meanwhile, by status; every token was verified. */
  private static Map<Integer, Integer> whileTokensAreAsked(
      Client client, String grant, Runnable work) throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    Map<Integer, Integer> statuses = new TreeMap<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> caller =
          callers.submit(
              () -> {
                while (!ended.get()) {
                  String before = client.get("/.well-known/jwks.json").http().body();
                  Answer answer = client.idToken(grant, "a");
                  statuses.merge(answer.status(), 1, Integer::sum);
                  if (answer.status() == 200) {
                    verifiesBeforeOrAfter(client, before, answer.text("value"));
                  } else {
                    assertTrue(
                        answer.status() == 502 || answer.status() == 503, "" + answer.status());
                  }
                }
              });
      try {
        work.run();
      } finally {
        ended.set(true);
      }
      caller.get();
    }
    assertTrue(statuses.containsKey(200), statuses::toString);
    return statuses;
  }

  private static void verifiesBeforeOrAfter(Client client, String before, String token) {
    try {
      Tokens.verifiedBy(before, token);
    } catch (AssertionError keysChangedMeanwhile) {
      Tokens.verified(client, token);
    }
  }
}
