package io.vouchsafe.program;

import static io.vouchsafe.program.IssuerPerTest.jwks;
import static io.vouchsafe.program.IssuerPerTest.kid;
import static io.vouchsafe.program.IssuerPerTest.publishes;
import static io.vouchsafe.program.IssuerPerTest.whileTokensAreAsked;
import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.BreakingProxy.Request;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people do to versions of keys in Vault, and Vault's clock, while a service runs. */
class KeyVersionsIT {
  private static final IssuerPerTest ISSUERS = new IssuerPerTest();

  @BeforeAll
  static void start() {
    ISSUERS.start("key-versions", "revoked", "rotated", "lied");
  }

  @AfterAll
  static void stop() {
    ISSUERS.stop();
  }

  @BeforeEach
  void mend() {
    ISSUERS.stage().vault().mend();
  }

  @Test
  void aRevokedVersionSignsNothingAndLeavesTheJwksWithItsMinimum() throws Exception {
    Client client = ISSUERS.issuerOf("revoked");
    String grant = client.grant(Client.workload("d-1"));
    String revoked = kid(client, client.token(grant, "a"));
    ISSUERS.bao().rotate("revoked-rs256");
    eventually("the new version", () -> jwks(client).size() == 3);
    assertEquals(revoked, kid(client, client.token(grant, "a")));
    String[] now = new String[1];

    whileTokensAreAsked(
        client,
        grant,
        () -> {
          ISSUERS.bao().configure("revoked-rs256", Map.of("min_encryption_version", 2));
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

    ISSUERS.bao().configure("revoked-rs256", Map.of("min_decryption_version", 2));

    eventually("the end of the old version", () -> !publishes(client, revoked));
    assertEquals(now[0], kid(client, client.token(grant, "a")));
  }

  @Test
  void rotationsDuringUseChangeNothingForCallers() throws Exception {
    Client client = ISSUERS.issuerOf("rotated");
    String grant = client.grant(Client.workload("d-1"));
    String before = kid(client, client.token(grant, "a"));
    Map<Integer, Integer> statuses =
        whileTokensAreAsked(
            client,
            grant,
            () -> {
              for (int version = 2; version <= 4; version++) {
                int wanted = version + 1;
                ISSUERS.bao().rotate("rotated-rs256");
                eventually("version " + version, () -> jwks(client).size() == wanted);
              }
            });
    assertEquals(Set.of(200), statuses.keySet());
    assertEquals(before, kid(client, client.token(grant, "a")));
  }

  @Test
  void aSignatureOfAnotherVersionUnderTheRightNumberIsThrownAway() {
    Client client = ISSUERS.issuerOf("lied");
    String grant = client.grant(Client.workload("d-1"));
    ISSUERS.bao().rotate("lied-rs256");
    eventually("the new version", () -> jwks(client).size() == 3);
    ISSUERS
        .stage()
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
    eventually(
        ISSUERS.health()::text,
        () -> Health.reasons(ISSUERS.health().signing()).contains("lied-rs256"));
    ISSUERS.stage().vault().mend();
    assertEquals(200, client.idToken(grant, "a").status());

    ISSUERS
        .stage()
        .vault()
        .breaks(
            path -> path.endsWith("/keys/lied-rs256"),
            Fault.rewrite(
                body ->
                    body.replaceAll("(\"latest_version\":)2", "$11")
                        .replaceAll(",\"2\":\\{[^}]*\\}", "")));
    eventually(
        ISSUERS.health()::text,
        () -> Health.reasons(ISSUERS.health().ready()).contains("lied-rs256"));
    assertEquals(3, jwks(client).size(), "a reading with fewer versions takes nothing away");
    assertEquals(200, client.idToken(grant, "a").status());
  }

  @Test
  void clocksThatAreApartStopSigningAndNothingElse() {
    Client client = Client.of(ISSUERS.stage());
    String grant = client.grant(Client.workload("d-1"));
    eventually("a token", () -> client.idToken(grant, "a").status() == 200);
    ISSUERS.stage().vault().breaks(path -> path.contains("/keys/"), KeyVersionsIT::anHourAhead);

    eventually("a refusal", () -> client.idToken(grant, "a").status() == 503);
    String detail = client.idToken(grant, "a").text("detail");
    assertTrue(detail.contains("behind Vault's, more than clock-error (10 min 0 s)"), detail);
    assertTrue(detail.contains("59 min 5") || detail.contains("1 h 0 min"), detail);
    assertEquals(200, client.get("/.well-known/jwks.json").status());

    ISSUERS.stage().vault().mend();
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
}
