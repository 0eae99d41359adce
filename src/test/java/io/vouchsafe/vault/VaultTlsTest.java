package io.vouchsafe.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.testing.ServerCertificate;
import io.vouchsafe.testing.VaultFixture;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom we talk to: only to who shows a certificate of the configured authority. */
class VaultTlsTest {
  @TempDir static Path folder;

  private static Vertx vertx;
  private static HttpServer server;

  @BeforeAll
  static void start() throws Exception {
    ServerCertificate certificate =
        ServerCertificate.create(folder.resolve("p12"), "dns:localhost");
    certificate.writeTo(folder.resolve("ca.pem"));
    vertx = Vertx.vertx();
    HttpServerOptions options =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(
                new PfxOptions()
                    .setPath(certificate.keyStore().toString())
                    .setPassword(certificate.password()));
    server =
        vertx
            .createHttpServer(options)
            .requestHandler(request -> request.response().setStatusCode(403).end())
            .listen(0, "localhost")
            .toCompletionStage()
            .toCompletableFuture()
            .get();
  }

  @AfterAll
  static void stop() {
    vertx.close();
  }

  @Test
  void aStrangersCertificateIsRefused() {
    VaultFailure failure = ask("localhost", Map.of());

    assertEquals(VaultFailure.Kind.UNREACHABLE, failure.kind());
    assertTrue(failure.getMessage().contains("quarkus.vault.tls.ca-cert"), failure::getMessage);
  }

  @Test
  void aCertificateOfTheConfiguredAuthorityIsTaken() {
    String authority = folder.resolve("ca.pem").toString();

    assertEquals(
        VaultFailure.Kind.DENIED,
        ask("localhost", Map.of("quarkus.vault.tls.ca-cert", authority)).kind());
    assertEquals(
        VaultFailure.Kind.UNREACHABLE,
        ask("127.0.0.1", Map.of("quarkus.vault.tls.ca-cert", authority)).kind());
  }

  @Test
  void checkingCanBeTurnedOff() {
    assertEquals(
        VaultFailure.Kind.DENIED,
        ask("127.0.0.1", Map.of("quarkus.vault.tls.skip-verify", "true")).kind());
  }

  private static VaultFailure ask(String host, Map<String, String> tls) {
    Map<String, String> config = new HashMap<>(VaultFixture.token("t"));
    config.putAll(tls);
    URI url = URI.create("https://" + host + ":" + server.actualPort());
    try (VaultAccess vault = VaultFixture.open(vertx, url, config)) {
      return assertThrows(
          VaultFailure.class,
          () -> vault.get(VaultOperation.READ, "any", Deadline.in(Duration.ofSeconds(20))));
    }
  }
}
