package io.vouchsafe.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.testing.BreakingProxy.Fault;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tools of the other tests: a real OpenBao, and the proxy that breaks it. */
class BreakingProxyTest {

  private static final String KEY = "transit/keys/vouchsafe-es256";

  private static OpenBao bao;
  private static BreakingProxy proxy;
  private static VaultApi vault;

  @BeforeAll
  static void start() {
    bao = OpenBao.start();
    proxy = BreakingProxy.before(bao.address());
    vault = new VaultApi(proxy.address(), bao.rootToken());
  }

  @BeforeEach
  void mend() {
    proxy.mend();
    proxy.forget();
  }

  @AfterAll
  static void stop() {
    proxy.close();
    bao.close();
  }

  @Test
  void passesEverythingOnAndRemembersIt() {
    assertEquals("ecdsa-p256", vault.read(KEY).path("type").asText());
    vault.write("transit/keys/vouchsafe-es256/config", Map.of("min_encryption_version", 1));

    assertEquals(1, proxy.seen(path -> path.endsWith("/config")).size());
    assertEquals("GET /v1/" + KEY, proxy.seen(path -> true).getFirst());
  }

  @Test
  void delaysOnlyWhatMatches() throws Exception {
    proxy.breaks(path -> path.contains("/keys/"), Fault.delay(Duration.ofSeconds(5)));

    assertTrue(vault.call("GET", "sys/health", null).done());
    try (var client = HttpClient.newHttpClient()) {
      var request =
          HttpRequest.newBuilder(URI.create(proxy.address() + "/v1/" + KEY))
              .timeout(Duration.ofMillis(200))
              .build();
      assertThrows(
          HttpTimeoutException.class, () -> client.send(request, BodyHandlers.discarding()));
    }
  }

  @Test
  void resets() throws Exception {
    proxy.breaksAll(Fault.reset());

    try (var socket = new Socket("127.0.0.1", proxy.address().getPort())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(UTF_8));
      var failure =
          assertThrows(SocketException.class, () -> socket.getInputStream().readAllBytes());
      assertEquals("Connection reset", failure.getMessage());
    }
  }

  @Test
  void goesDownAndComesBack() {
    proxy.down();
    var failure = assertThrows(UncheckedIOException.class, () -> vault.read(KEY));
    assertTrue(failure.getCause() instanceof ConnectException, failure.getCause()::toString);

    proxy.up();
    assertTrue(vault.call("GET", KEY, null).done());
  }

  @Test
  void answersInVaultsPlace() {
    proxy.breaksAll(Fault.answer(503, "{\"errors\":[\"Vault is sealed\"]}"));

    var answer = vault.call("GET", KEY, null);

    assertEquals(503, answer.status());
    assertEquals("Vault is sealed", answer.body().at("/errors/0").asText());
  }

  @Test
  void sendsGarbageAndHalves() {
    proxy.breaksAll(Fault.answer(200, "<html>"));
    var garbage = assertThrows(UncheckedIOException.class, () -> vault.read(KEY));
    assertTrue(garbage.getCause() instanceof JsonProcessingException);

    proxy.breaksAll(Fault.truncate());
    assertThrows(UncheckedIOException.class, () -> vault.read(KEY));
  }

  @Test
  void rewritesAnswers() {
    proxy.breaks(
        path -> path.endsWith("es256"),
        Fault.rewrite(body -> body.replace("ecdsa-p256", "ed25519")));

    assertEquals("ed25519", vault.read(KEY).path("type").asText());
    assertEquals("rsa-2048", vault.read("transit/keys/vouchsafe-rs256").path("type").asText());
  }

  @Test
  void openBaoCanBeSealedAndOpenedAgain() {
    bao.seal();
    assertEquals(503, vault.call("GET", KEY, null).status());

    bao.unseal();
    assertTrue(vault.call("GET", KEY, null).done());
  }

  @Test
  void openBaoVouchesForAnEntity() throws Exception {
    var identity = bao.identities().token("broker", "vouchsafe");
    var claims = SignedJWT.parse(identity.jwt()).getJWTClaimsSet();

    assertEquals(bao.identities().issuer(), claims.getIssuer());
    assertEquals("vouchsafe", claims.getAudience().getFirst());
    assertEquals(identity.entityId(), claims.getSubject());
  }

  @Test
  void openBaoGivesAppRolesAndWrappedSecrets() {
    var login = bao.appRole("service", "vouchsafe-signer");
    var wrapped = bao.wrappedSecretId("service");

    var secret = bao.as(wrapped).write("sys/wrapping/unwrap", Map.of()).at("/data/secret_id");
    for (var secretId : new String[] {login.secretId(), secret.asText()}) {
      var answer =
          bao.as("")
              .write(
                  "auth/approle/login", Map.of("role_id", login.roleId(), "secret_id", secretId));
      assertFalse(answer.at("/auth/client_token").asText().isEmpty());
    }
  }
}
