package io.vouchsafe.vault;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Expect;
import io.vouchsafe.testing.VaultFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that cannot work are refused by name, before anything is called. */
class VaultSettingsTest {
  @ParameterizedTest
  @CsvSource({
    "49, 32, 256, request-timeout",
    "60001, 32, 256, request-timeout",
    "2000, 0, 256, pool-size",
    "2000, 1001, 256, pool-size",
    "2000, 32, -1, max-waiting",
    "2000, 32, 100001, max-waiting"
  })
  void areRefusedByName(long millis, int poolSize, int maxWaiting, String name) {
    Duration timeout = Duration.ofMillis(millis);
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> new VaultSettings(timeout, poolSize, maxWaiting));
    assertTrue(refusal.getMessage().startsWith("vouchsafe.transit." + name), refusal::getMessage);
  }

  @ParameterizedTest
  @ValueSource(longs = {999, 600_001})
  void aTimeoutOfUnwrappingIsRefusedByName(long millis) {
    Expect.illegal(
        "vouchsafe.vault.unwrap-timeout must be 1 s to 10 min",
        () ->
            new OwnLogin(
                "own",
                OwnLogin.SecretFiles.NONE,
                false,
                Optional.empty(),
                Duration.ofMillis(millis)));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'kubernetes.role'",
    "quarkus.vault.authentication.app-role.role-id, app-role.secret-id-wrapping-token",
    "quarkus.vault.authentication.app-role.secret-id, app-role.role-id",
    "quarkus.vault.authentication.userpass.username, userpass.password"
  })
  void aMissingLoginIsNamed(String set, String named) {
    var config = VaultFixture.config(set.isEmpty() ? Map.of() : Map.of(set, "x"));
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> ConfiguredLogin.of(VaultFixture.credentials(config)));
    assertTrue(refusal.getMessage().contains(named), refusal::getMessage);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:/etc/passwd",
        "jar:file:/a.jar!/b",
        "ftp://vault.example",
        "https:/vault",
        "https://me:secret@vault.example",
        "https://vault.example?a=b",
        "https://vault.example#a"
      })
  void aUrlThatIsNoVaultsIsNamed(String url) {
    var config = VaultFixture.config(Map.of("quarkus.vault.url", url));
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> VaultAddress.of(config).checkUrl());
    assertTrue(refusal.getMessage().startsWith("quarkus.vault.url must"), refusal::getMessage);
    assertFalse(refusal.getMessage().contains("secret"), refusal::getMessage);
  }

  @Test
  void aMissingUrlAndAMissingCaFileAreNamed() {
    try (var opened = Opened.anywhere()) {
      var noUrl = VaultFixture.config(VaultFixture.token("t"));
      assertTrue(opened.refusal(noUrl).contains("quarkus.vault.url"));
      var noFile =
          VaultFixture.config(
              Map.of(
                  "quarkus.vault.url",
                  "https://127.0.0.1:1",
                  "quarkus.vault.authentication.client-token",
                  "t",
                  "quarkus.vault.tls.ca-cert",
                  "/nowhere/ca.pem"));
      assertTrue(opened.refusal(noFile).contains("quarkus.vault.tls.ca-cert"));
    }
  }

  @Test
  void aFileThatHoldsNoAuthorityIsNamed(@TempDir Path folder) throws IOException {
    Path request = folder.resolve("csr.pem");
    String begin = "-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n";
    Files.writeString(request, begin + "-----END CERTIFICATE REQUEST-----\n");
    Path spoilt = folder.resolve("spoilt.pem");
    Files.writeString(spoilt, "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
    for (Path file : List.of(Path.of("/dev/null"), request, folder, spoilt)) {
      var config =
          VaultFixture.config(
              Map.of(
                  "quarkus.vault.url",
                  "https://127.0.0.1:1",
                  "quarkus.vault.tls.ca-cert",
                  file.toString()));
      String refusal =
          assertThrows(IllegalArgumentException.class, () -> VaultAddress.of(config).check())
              .getMessage();
      assertTrue(
          refusal.startsWith("quarkus.vault.tls.ca-cert: ") && refusal.contains(file.toString()),
          refusal);
    }
  }

  private record Opened(io.vertx.core.Vertx vertx, VaultAccess vault) implements AutoCloseable {
    static Opened anywhere() {
      var vertx = io.vertx.core.Vertx.vertx();
      return new Opened(
          vertx,
          VaultFixture.open(
              vertx, java.net.URI.create("http://127.0.0.1:1"), VaultFixture.token("t")));
    }

    String refusal(io.quarkus.vault.runtime.config.VaultRuntimeConfig config) {
      return assertThrows(
              IllegalArgumentException.class,
              () -> VaultFixture.open(config, vertx, VaultFixture.CALLS))
          .getMessage();
    }

    @Override
    public void close() {
      vault.close();
      vertx.close();
    }
  }
}
