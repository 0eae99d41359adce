package io.vouchsafe.vault;

import static io.vouchsafe.vault.VaultLogins.PREFIX;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.testing.LogLines;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultFixture;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets with a line end behind them work, and what cannot be sent is refused by its name. */
@Timeout(120)
class ConfiguredSecretTest {
  private static final String UNSENDABLE = "hvs.first\nsecond";

  @RegisterExtension final LogLines log = new LogLines("");

  @RegisterExtension static final VaultLogins vaults = VaultLogins.shared();

  private static final OpenBao bao = vaults.bao();

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\n\n"})
  void aLineEndBehindATokenIsNoPartOfIt(String end) {
    works(Map.of(PREFIX + "client-token", bao.tokenWith("vouchsafe-signer") + end));
    works(
        Map.of(
            PREFIX + "client-token-wrapping-token",
            bao.wrappedTokenWith("vouchsafe-signer") + end));
  }

  @Test
  void aLineEndBehindAnyOtherSecretIsNoPartOfIt() {
    Map<String, String> role = new HashMap<>(vaults.appRole("line", Map.of()));
    role.replaceAll((name, value) -> value + "\n");
    works(role);

    role.remove(PREFIX + "app-role.secret-id");
    role.put(PREFIX + "app-role.secret-id-wrapping-token", bao.wrappedSecretId("line") + "\r\n");
    works(role);

    bao.root().call("POST", "sys/auth/userpass", Map.of("type", "userpass"));
    bao.root()
        .write(
            "auth/userpass/users/line",
            Map.of("password", "pass ", "token_policies", "vouchsafe-signer"));
    works(Map.of(PREFIX + "userpass.username", "line", PREFIX + "userpass.password", "pass \n"));
  }

  private static void works(Map<String, String> config) {
    try (VaultAccess vault = vaults.open(config)) {
      VaultLogins.read(vault);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client-token",
        "client-token-wrapping-token",
        "app-role.secret-id-wrapping-token",
        "userpass.password-wrapping-token"
      })
  void whatNoHeaderHoldsIsRefusedByItsName(String name) {
    for (String value : new String[] {UNSENDABLE, "a b", "t\u00f6ken", "\n", "a\u0000"}) {
      VaultRuntimeConfig config =
          VaultFixture.config(
              Map.of(
                  PREFIX + "app-role.role-id",
                  "r",
                  PREFIX + "userpass.username",
                  "u",
                  PREFIX + name,
                  value));

      String refusal =
          assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      VaultAccess.checkLogin(
                          new VaultCredentials(
                              "vouchsafe.any", config.authentication(), VaultFixture.NO_OWN_LOGIN)))
              .getMessage();

      assertTrue(refusal.startsWith("vouchsafe.any." + name + " "), refusal);
      assertFalse(refusal.contains("second") || refusal.contains(value), refusal);
    }
  }

  @Test
  void soIsANamespace() {
    VaultRuntimeConfig config =
        VaultFixture.config(
            URI.create("http://127.0.0.1:1"),
            Map.of("quarkus.vault.enterprise.namespace", "team\nX-Vault-Token: t"));

    String refusal =
        assertThrows(IllegalArgumentException.class, () -> VaultAddress.of(config).check())
            .getMessage();

    assertTrue(refusal.startsWith("quarkus.vault.enterprise.namespace "), refusal);
  }

  /** Whoever forgets to check a value: the call fails at once, and nobody says what it held. */
  @Test
  void aHeaderThatTheClientDoesNotTakeFailsTheCallAndIsNotLogged() {
    StaticToken unchecked = StaticToken.of(UNSENDABLE, LoginSettings.prepared("a token", ""));
    try (VaultTransport transport = VaultLogins.transport(vaults.vertx())) {
      VaultHttp vault = VaultLogins.http(transport, bao.address());

      VaultFailure failure =
          assertThrows(
              VaultFailure.class,
              () ->
                  unchecked.login(
                      vault, Deadline.in(Duration.ofHours(1)), VaultFixture.CLOCK.instant()));

      assertEquals(VaultFailure.Kind.UNREACHABLE, failure.kind());
      assertFalse(failure.getMessage().contains("first"), failure::getMessage);
    }
    assertFalse(log.lines().toString().contains("first"), () -> log.lines().toString());
  }
}
