package io.vouchsafe.vault;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.TrustOptions;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.testing.CertificateAuthority;
import io.vouchsafe.testing.LogLines;
import io.vouchsafe.testing.NamedPipe;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.ServerCertificate;
import io.vouchsafe.testing.VaultFixture;
import java.io.Closeable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whom we talk to: only to who shows a certificate of the configured authority. */
class VaultTlsTest {
  @TempDir static Path folder;

  private static Vertx vertx;
  private static HttpServer server;

  @RegisterExtension private final LogLines log = new LogLines(VaultTls.class);

  @BeforeAll
  static void start() throws Exception {
    ServerCertificate certificate =
        ServerCertificate.create(folder.resolve("p12"), "dns:localhost");
    certificate.writeTo(folder.resolve("ca.pem"));
    vertx = Vertx.vertx();
    server = serve(certificate);
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
  void aCertificateThatHasExpiredIsCalledSo() throws Exception {
    CertificateAuthority authority =
        new CertificateAuthority(Files.createDirectory(folder.resolve("expiring")));
    Path trusted = authority.writeTo(folder.resolve("expiring.pem"));
    HttpServer expired = serve(authority.issueExpired(), Ports.one());
    URI url = URI.create("https://localhost:" + expired.actualPort());
    Map<String, String> config = new HashMap<>(VaultFixture.token("t"));
    config.put("quarkus.vault.tls.ca-cert", trusted.toString());
    try (VaultAccess vault = VaultFixture.open(vertx, url, config)) {
      String said = failure(vault).getMessage();

      assertTrue(said.contains("has expired: NotAfter"), said);

      expired.close().toCompletionStage().toCompletableFuture().get();
      HttpServer renewed = serve(authority.issue(), expired.actualPort());
      eventually("an answer under the renewed one", () -> !unreachable(vault));
      renewed.close();
    }
  }

  @Test
  void checkingCanBeTurnedOff() {
    assertEquals(
        VaultFailure.Kind.DENIED,
        ask("127.0.0.1", Map.of("quarkus.vault.tls.skip-verify", "true")).kind());
  }

  /** Callers that never cease to ask, and nobody who restarts anything. */
  @Test
  void anAuthorityThatIsReplacedIsTakenUpUnderLoad() throws Exception {
    ServerCertificate before = ServerCertificate.create(folder.resolve("b"), "dns:localhost");
    ServerCertificate after = ServerCertificate.create(folder.resolve("a"), "dns:localhost");
    Path authority = folder.resolve("replaced.pem");
    before.writeTo(authority);
    HttpServer replaced = serve(before, Ports.one());
    URI url = URI.create("https://localhost:" + replaced.actualPort());
    Map<String, String> config = new HashMap<>(VaultFixture.token("t"));
    config.put("quarkus.vault.tls.ca-cert", authority.toString());
    AtomicBoolean ended = new AtomicBoolean();
    Set<String> unexpected = ConcurrentHashMap.newKeySet();
    AtomicInteger answered = new AtomicInteger();
    try (VaultAccess vault = VaultFixture.open(vertx, url, config);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
        Closeable stop = () -> ended.set(true)) {
      for (int i = 0; i < 8; i++) {
        callers.submit(
            () -> {
              while (!ended.get()) {
                VaultFailure failure = failure(vault);
                if (failure.kind() == VaultFailure.Kind.DENIED) {
                  answered.incrementAndGet();
                } else if (failure.kind() != VaultFailure.Kind.UNREACHABLE) {
                  unexpected.add(failure.getMessage());
                }
              }
            });
      }
      eventually("answers", () -> answered.get() > 50);
      after.writeTo(authority);
      replaced.close().toCompletionStage().toCompletableFuture().get();
      HttpServer renewed = serve(after, replaced.actualPort());
      answered.set(0);

      eventually("answers under the new authority", () -> answered.get() > 50);

      stop.close();
      assertEquals(Set.of(), unexpected);
      renewed.close();
    }
  }

  @Test
  void anAuthorityThatWasSpoiltLeavesTheOneBefore() throws Exception {
    Path authority = folder.resolve("spoilt.pem");
    Files.copy(folder.resolve("ca.pem"), authority);
    VaultTls tls = new VaultTls(Optional.of(authority), ClientCertificate.NONE);
    SSLOptions before = tls.options();

    Files.writeString(authority, "-----BEGIN CERT");
    assertEquals(Optional.empty(), tls.changed());
    assertEquals(before.getTrustOptions(), tls.options().getTrustOptions());

    Files.delete(authority);
    assertEquals(Optional.empty(), tls.changed());

    byte[] another = Files.readAllBytes(folder.resolve("ca.pem"));
    try (NamedPipe held = NamedPipe.holding(authority, another)) {
      assertEquals(Optional.empty(), tls.changed());
      assertTrue(held.isUnread());
    }

    ServerCertificate.create(folder.resolve("other"), "dns:localhost").writeTo(authority);
    assertTrue(tls.changed().isPresent());
    assertTrue(tls.changed().isPresent(), "it is not used yet");
    tls.used();
    assertEquals(Optional.empty(), tls.changed());
  }

  /** What the registry names may come a moment after its name. */
  @Test
  void aTrustStoreThatCannotBeUsedYetIsSaidOnceAndTriedAgain() throws Exception {
    Path late = folder.resolve("late.pem");
    Trusting trusting = new Trusting();
    trusting.authority =
        ServerCertificate.create(folder.resolve("s"), "dns:localhost")
            .writeTo(folder.resolve("stranger.pem"));
    try (VaultAccess vault = open(trusting)) {
      assertEquals(VaultFailure.Kind.UNREACHABLE, failure(vault).kind());

      trusting.authority = late;
      eventually("a warning", () -> unreachable(vault) && !log.messages().isEmpty());
      for (int i = 0; i < 20; i++) {
        assertTrue(unreachable(vault));
      }
      List<String> said = log.messages();
      assertEquals(1, said.size(), said::toString);
      assertTrue(said.getFirst().contains("cannot be used"), said::toString);

      Files.copy(folder.resolve("ca.pem"), late);
      eventually("an answer under the new one", () -> !unreachable(vault));
    }
  }

  private static final class Trusting implements ClientCertificate {
    private volatile Path authority;

    @Override
    public Optional<KeyCertOptions> shown() {
      return Optional.empty();
    }

    @Override
    public Optional<TrustOptions> trusted() {
      return Optional.of(new PemTrustOptions().addCertPath(authority.toString()));
    }
  }

  private static VaultAccess open(ClientCertificate certificate) {
    VaultRuntimeConfig config =
        VaultFixture.config(
            URI.create("https://localhost:" + server.actualPort()), VaultFixture.token("t"));
    return VaultAccess.open(
        VaultAddress.of(config),
        certificate,
        VaultFixture.credentials(config),
        vertx,
        VaultFixture.CALLS,
        VaultFixture.CLOCK,
        VaultEvents.NONE);
  }

  private static boolean unreachable(VaultAccess vault) {
    return failure(vault).kind() == VaultFailure.Kind.UNREACHABLE;
  }

  private static HttpServer serve(ServerCertificate certificate) throws Exception {
    return serve(certificate, 0);
  }

  private static HttpServer serve(ServerCertificate certificate, int port) throws Exception {
    return vertx
        .createHttpServer(
            new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(
                    new PfxOptions()
                        .setPath(certificate.keyStore().toString())
                        .setPassword(certificate.password())))
        .requestHandler(request -> request.response().setStatusCode(403).end())
        .listen(port, "localhost")
        .toCompletionStage()
        .toCompletableFuture()
        .get();
  }

  private static VaultFailure failure(VaultAccess vault) {
    return assertThrows(
        VaultFailure.class,
        () -> vault.get(VaultOperation.READ, "any", Deadline.in(Duration.ofSeconds(20))));
  }

  private static VaultFailure ask(String host, Map<String, String> tls) {
    Map<String, String> config = new HashMap<>(VaultFixture.token("t"));
    config.putAll(tls);
    URI url = URI.create("https://" + host + ":" + server.actualPort());
    try (VaultAccess vault = VaultFixture.open(vertx, url, config)) {
      return failure(vault);
    }
  }
}
