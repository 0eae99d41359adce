package io.vouchsafe.vault;

import static io.vouchsafe.testing.Eventually.eventually;
import static io.vouchsafe.vault.VaultLogins.read;
import static io.vouchsafe.vault.VaultLogins.works;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;
import io.vouchsafe.testing.ServerCertificate;
import io.vouchsafe.testing.TlsOpenBao;
import io.vouchsafe.testing.VaultFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our certificate is the login, at a real OpenBao with TLS and the method {@code cert}. */
class VaultCertificateTest {
  @TempDir static Path folder;

  private static Vertx vertx;
  private static TlsOpenBao tls;
  private static ServerCertificate ours;
  private static ServerCertificate renewed;

  /** What the TLS registry has: another one once it has read the files again. */
  private static final class Shown implements ClientCertificate {
    private volatile ServerCertificate certificate;

    Shown(ServerCertificate certificate) {
      this.certificate = certificate;
    }

    @Override
    public Optional<KeyCertOptions> shown() {
      return Optional.of(
          new PfxOptions()
              .setPath(certificate.keyStore().toString())
              .setPassword(certificate.password()));
    }

    @Override
    public Optional<TrustOptions> trusted() {
      return Optional.empty();
    }
  }

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    tls = TlsOpenBao.start(folder);
    ours = ServerCertificate.create(folder.resolve("ours.p12"));
    renewed = ServerCertificate.create(folder.resolve("renewed.p12"));
    tls.trust("ours", ours, "vouchsafe-signer");
    tls.trust("renewed", renewed, "vouchsafe-signer");
  }

  @AfterAll
  static void stop() {
    tls.bao().close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static VaultAccess open(ClientCertificate certificate, Optional<String> role) {
    VaultRuntimeConfig config =
        VaultFixture.config(
            tls.url(), Map.of("quarkus.vault.tls.ca-cert", tls.authority().toString()));
    OwnLogin own =
        new OwnLogin(
            "own",
            OwnLogin.SecretFiles.NONE,
            false,
            Optional.of(new OwnLogin.Certificate("cert", role)),
            Duration.ofSeconds(30));
    return VaultAccess.open(
        VaultAddress.of(config),
        certificate,
        new VaultCredentials(VaultCredentials.OF_VAULT, config.authentication(), own),
        vertx,
        VaultFixture.CALLS,
        VaultFixture.CLOCK,
        VaultEvents.NONE,
        VaultLogins.EAGER);
  }

  @Test
  void aCertificateThatVaultTrustsLogsIn() {
    try (VaultAccess vault = open(new Shown(ours), Optional.empty());
        VaultAccess byRole = open(new Shown(ours), Optional.of("ours"))) {
      read(vault);
      read(byRole);
    }
  }

  @Test
  void anotherOneOrNoneIsRefusedByName() {
    for (VaultAccess wrong :
        new VaultAccess[] {
          open(ClientCertificate.NONE, Optional.empty()),
          open(new Shown(ours), Optional.of("renewed"))
        }) {
      try (wrong) {
        VaultFailure failure = assertThrows(VaultFailure.class, () -> read(wrong));

        assertEquals(VaultFailure.Kind.LOGIN_REFUSED, failure.kind());
        assertTrue(
            failure.getMessage().contains("vouchsafe.vault.tls-configuration-name"),
            failure::getMessage);
      }
    }
  }

  @Test
  void aRenewedCertificateIsShown() {
    Shown shown = new Shown(ours);
    try (VaultAccess vault = open(shown, Optional.of("renewed"))) {
      assertThrows(VaultFailure.class, () -> read(vault));

      shown.certificate = renewed;

      eventually("a login with the renewed one", () -> works(vault));
    }
  }
}
