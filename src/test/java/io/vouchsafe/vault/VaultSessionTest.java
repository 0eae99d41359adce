package io.vouchsafe.vault;

import static io.vouchsafe.testing.Eventually.eventually;
import static io.vouchsafe.vault.VaultLogins.KEY;
import static io.vouchsafe.vault.VaultLogins.PREFIX;
import static io.vouchsafe.vault.VaultLogins.failures;
import static io.vouchsafe.vault.VaultLogins.read;
import static io.vouchsafe.vault.VaultLogins.works;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When it logs in to a real OpenBao, and how often; renewing is {@link VaultLeasesTest}'s. */
class VaultSessionTest {
  @RegisterExtension static final VaultLogins vaults = VaultLogins.shared();

  private static final OpenBao bao = vaults.bao();
  private static final BreakingProxy proxy = vaults.proxy();

  @Test
  void fiftyCallersLogInOnce() throws Exception {
    try (VaultAccess vault = vaults.open(vaults.appRole("fifty", Map.of()))) {
      proxy.breaks(path -> path.endsWith("/login"), Fault.delay(Duration.ofSeconds(1)));

      assertEquals(List.of(), failures(vault, 50));

      assertEquals(1, vaults.logins());
    }
  }

  @Test
  void aRefusedLoginIsNotTriedAgainByEveryCaller() throws Exception {
    LoginBackoff patient =
        VaultLogins.backoff(Duration.ZERO, Duration.ZERO, Duration.ofHours(1), Duration.ofHours(1));
    Map<String, String> wrong =
        Map.of(PREFIX + "app-role.role-id", "nobody", PREFIX + "app-role.secret-id", "nothing");
    try (VaultAccess vault = vaults.open(wrong, patient)) {
      List<VaultFailure> failures = failures(vault, 50);

      assertEquals(50, failures.size());
      assertEquals(VaultFailure.Kind.LOGIN_REFUSED, failures.getFirst().kind());
      assertFalse(works(vault));
      assertTrue(vault.logins().trouble().isPresent());
      assertEquals(1, vaults.logins());
    }
  }

  @Test
  void aRevokedTokenIsReplacedOnce() throws Exception {
    try (VaultAccess vault = vaults.open(vaults.appRole("revoked", Map.of()))) {
      read(vault);
      vaults.revokeAll();

      assertEquals(List.of(), failures(vault, 50));

      assertEquals(2, vaults.logins());
    }
  }

  @Test
  void aRefusalUnderALivingTokenBringsNoLogin() throws Exception {
    try (VaultAccess vault = vaults.open(vaults.appRole("alive", Map.of()))) {
      for (int i = 0; i < 5; i++) {
        VaultFailure failure =
            assertThrows(VaultFailure.class, () -> read(vault, "sys/policies/acl"));
        assertEquals(VaultFailure.Kind.DENIED, failure.kind());
      }

      assertEquals(1, vaults.logins());
      read(vault);
    }
  }

  @Test
  void aRoleThatWasGivenMoreIsTakenUp() throws Exception {
    LoginBackoff curious =
        VaultLogins.backoff(
            Duration.ZERO, Duration.ZERO, Duration.ofMillis(50), Duration.ofMillis(200));
    Map<String, String> config = vaults.appRole("late", Map.of("token_policies", "default"));
    try (VaultAccess vault = vaults.open(config, curious)) {
      assertThrows(VaultFailure.class, () -> read(vault));
      bao.root()
          .write("auth/approle/role/late", Map.of("token_policies", "default,vouchsafe-signer"));

      read(vault);
    }
  }

  @Test
  void countedUsesAreNotExceeded() throws Exception {
    try (VaultAccess vault = vaults.open(vaults.appRole("counted", Map.of("token_num_uses", 3)))) {
      assertEquals(List.of(), failures(vault, 9));

      assertEquals(3, vaults.logins());
      assertEquals(9, proxy.seen(path -> path.endsWith(KEY)).size());
    }
  }

  @Test
  void whatTheLookUpOfAGivenTokenFindsComesBeforeWhatACallFinds() {
    proxy.breaks(path -> path.endsWith(KEY), Fault.answer(404, "{}"));
    proxy.breaks(
        path -> path.endsWith("/lookup-self"),
        (request, upstream) -> {
          eventually("a read", () -> !proxy.seen(path -> path.endsWith(KEY)).isEmpty());
          return Fault.answer(404, "{}").apply(request, upstream);
        });
    try (VaultAccess vault = vaults.open(VaultFixture.token(bao.rootToken()))) {
      VaultFailure failure = assertThrows(VaultFailure.class, () -> read(vault));

      assertEquals(VaultFailure.Kind.LOGIN_REFUSED, failure.kind());
      assertTrue(vault.logins().trouble().isPresent());
    }
  }

  @Test
  void aGivenTokenThatMayNotLookItselfUpIsUsedAsItIs() {
    String policy = "path \"" + KEY + "\" { capabilities = [\"read\"] }";
    bao.root().write("sys/policies/acl/bare", Map.of("policy", policy));
    try (VaultAccess vault = vaults.open(VaultFixture.token(bao.tokenWith("bare")))) {
      read(vault);
      read(vault);

      assertEquals(1, proxy.seen(path -> path.endsWith("/lookup-self")).size());
    }
  }

  @Test
  void aGivenTokenThatWasRevokedIsToldFromOneWhosePolicyLacksThePath() throws Exception {
    String token = bao.tokenWith("default", "vouchsafe-signer");
    try (VaultAccess vault = vaults.open(VaultFixture.token(token))) {
      read(vault);
      VaultFailure lacking =
          assertThrows(VaultFailure.class, () -> read(vault, "sys/policies/acl"));
      assertEquals(VaultFailure.Kind.DENIED, lacking.kind());
      assertTrue(vault.logins().trouble().isEmpty());
      bao.root().write("auth/token/revoke", Map.of("token", token));

      List<VaultFailure> refused = failures(vault, 20);
      assertEquals(20, refused.size());
      for (VaultFailure dead : refused) {
        assertEquals(VaultFailure.Kind.LOGIN_REFUSED, dead.kind());
        assertTrue(dead.getMessage().contains("no longer valid"), dead::getMessage);
      }
      assertTrue(vault.logins().trouble().isPresent());
      assertEquals(VaultFailure.Kind.LOGIN_REFUSED, vault.logins().kind());
    }
  }

  @Test
  void aRevokedTokenThatNoLoginReplacesIsALoginThatFails() {
    Map<String, String> config = vaults.appRole("gone", Map.of());
    try (VaultAccess vault = vaults.open(config)) {
      read(vault);
      bao.root().delete("auth/approle/role/gone");
      vaults.revokeAll();

      VaultFailure failure = assertThrows(VaultFailure.class, () -> read(vault));

      assertEquals(VaultFailure.Kind.LOGIN_REFUSED, failure.kind());
    }
  }
}
