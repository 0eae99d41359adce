package io.vouchsafe.transit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that cannot work are refused by name, before anything is called. */
class TransitSettingsTest {

  @ParameterizedTest
  @CsvSource({
    "/transit, 2000, 32, 256, mount",
    "transit/, 2000, 32, 256, mount",
    "a//b, 2000, 32, 256, mount",
    "../sys, 2000, 32, 256, mount",
    "a?b, 2000, 32, 256, mount",
    "transit, 49, 32, 256, request-timeout",
    "transit, 60001, 32, 256, request-timeout",
    "transit, 2000, 0, 256, pool-size",
    "transit, 2000, 1001, 256, pool-size",
    "transit, 2000, 32, -1, max-waiting",
    "transit, 2000, 32, 100001, max-waiting"
  })
  void areRefusedByName(String mount, long millis, int poolSize, int maxWaiting, String name) {
    Duration timeout = Duration.ofMillis(millis);
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> new TransitSettings(mount, timeout, poolSize, maxWaiting));
    assertTrue(refusal.getMessage().startsWith("vouchsafe.transit." + name), refusal::getMessage);
  }

  @Test
  void mountsMayHaveSeveralSegments() {
    TransitSettings settings = new TransitSettings("team/transit-1", Duration.ofMillis(50), 1, 0);

    assertEquals("team/transit-1/sign/k", settings.path("sign", "k"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "-a", "a-", "a b", "..", "a?b"})
  void prefixesThatNoKeyCanHaveAreRefused(String prefix) {
    TransitSettings settings = VaultFixture.SETTINGS;
    try (var opened = Opened.anywhere()) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new TransitKeys(opened.vault(), settings, prefix, VaultFixture.CLOCK));
    }
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
        assertThrows(IllegalArgumentException.class, () -> VaultLogin.of(config.authentication()));
    assertTrue(refusal.getMessage().contains(named), refusal::getMessage);
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
              () -> VaultAccess.open(config, vertx, VaultFixture.SETTINGS, VaultFixture.CLOCK))
          .getMessage();
    }

    @Override
    public void close() {
      vault.close();
      vertx.close();
    }
  }
}
