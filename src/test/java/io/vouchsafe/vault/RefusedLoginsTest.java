package io.vouchsafe.vault;

import static io.vouchsafe.vault.VaultLogins.PREFIX;
import static io.vouchsafe.vault.VaultLogins.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.OpenBao;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How often a login that Vault refuses is tried again: Vault locks the role out for everybody. */
class RefusedLoginsTest {
  private static final Duration MOMENT = Duration.ofMillis(1);

  @RegisterExtension static final VaultLogins vaults = VaultLogins.shared();

  private static final OpenBao bao = vaults.bao();

  @TempDir Path folder;
  private final AdjustableClock clock = new AdjustableClock();

  /** Each pause is no shorter than this and at most a tenth longer. */
  private void triesAgainAfter(VaultAccess vault, Duration pause) {
    int before = tries();
    clock.pass(pause.minus(MOMENT));
    assertThrows(VaultFailure.class, () -> read(vault));
    assertEquals(before, tries(), "sooner than " + pause);
    clock.pass(pause.dividedBy(10).plus(MOMENT));
    assertThrows(VaultFailure.class, () -> read(vault));
    assertEquals(before + 1, tries(), "later than " + pause);
  }

  private static int tries() {
    return vaults.proxy().seen(path -> path.contains("/login")).size();
  }

  @Test
  void aRefusedAppRoleLoginIsTriedEverMoreSeldom() {
    Map<String, String> wrong = new HashMap<>(vaults.appRole("wrong", Map.of()));
    wrong.put(PREFIX + "app-role.secret-id", "destroyed");
    everMoreSeldom(wrong, "status 400");
  }

  @Test
  void soIsOneByPassword() {
    bao.root().call("POST", "sys/auth/userpass", Map.of("type", "userpass"));
    everMoreSeldom(
        Map.of(PREFIX + "userpass.username", "me", PREFIX + "userpass.password", "wrong"),
        "status 400");
  }

  private void everMoreSeldom(Map<String, String> wrong, String said) {
    try (VaultAccess vault = vaults.open(wrong, LoginBackoff.standard(), clock)) {
      String first = assertThrows(VaultFailure.class, () -> read(vault)).getMessage();
      assertTrue(first.contains(said) && first.contains("five refusals"), first);
      assertEquals(1, tries());

      triesAgainAfter(vault, Duration.ofSeconds(30));
      for (int minutes : new int[] {1, 2, 4, 8, 15, 15}) {
        triesAgainAfter(vault, Duration.ofMinutes(minutes));
      }
    }
  }

  /** OpenBao answers 403 to whoever is locked out, the right secret id too. */
  @Test
  void theMessageNamesTheLockoutAndWhatEndsIt() {
    Map<String, String> role = new HashMap<>(vaults.appRole("locked", Map.of()));
    String roleId = role.get(PREFIX + "app-role.role-id");
    for (int i = 0; i < 5; i++) {
      bao.as("")
          .call("POST", "auth/approle/login", Map.of("role_id", roleId, "secret_id", "wrong"));
    }

    try (VaultAccess vault = vaults.open(role, LoginBackoff.standard(), clock)) {
      String locked = assertThrows(VaultFailure.class, () -> read(vault)).getMessage();

      assertTrue(locked.contains("status 403"), locked);
      assertTrue(locked.contains("locked out (vault read sys/locked-users)"), locked);
      assertTrue(locked.contains("/unlock/"), locked);
    }
  }

  @Test
  void aLoginThatFailedIsTriedSoonAgain() {
    vaults.proxy().breaks(path -> path.endsWith("/login"), Fault.answer(500, "{}"));
    try (VaultAccess vault =
        vaults.open(vaults.appRole("failing", Map.of()), LoginBackoff.standard(), clock)) {
      for (int i = 1; i <= 10; i++) {
        assertThrows(VaultFailure.class, () -> read(vault));
        assertEquals(i, tries());
        clock.pass(Duration.ofSeconds(18));
      }
    }
  }

  @Test
  void aLoginThatVaultLocksNobodyOutForIsTriedEachMinute() throws Exception {
    bao.root().call("POST", "sys/auth/jwt", Map.of("type", "jwt"));
    Path token = Files.writeString(folder.resolve("token"), "not-a-jwt");
    try (VaultAccess vault = vaults.open(jwt(token), LoginBackoff.standard(), clock)) {
      for (int i = 1; i <= 12; i++) {
        assertThrows(VaultFailure.class, () -> read(vault));
        assertEquals(i, tries());
        clock.pass(Duration.ofSeconds(72));
      }
      assertThrows(VaultFailure.class, () -> read(vault));
      clock.pass(Duration.ofSeconds(47));
      assertThrows(VaultFailure.class, () -> read(vault));
      assertEquals(13, tries());
    }
  }

  @Test
  void anotherCredentialFileIsTriedAtOnce() throws Exception {
    bao.root().call("POST", "sys/auth/jwt", Map.of("type", "jwt"));
    Path token = Files.writeString(folder.resolve("token"), "not-a-jwt");
    try (VaultAccess vault = vaults.open(jwt(token), LoginBackoff.standard(), clock)) {
      for (int i = 1; i <= 12; i++) {
        assertThrows(VaultFailure.class, () -> read(vault));
        clock.pass(Duration.ofSeconds(72));
      }
      assertThrows(VaultFailure.class, () -> read(vault));
      assertEquals(13, tries());

      Files.writeString(token, "another-jwt");
      clock.pass(Duration.ofSeconds(2));

      assertThrows(VaultFailure.class, () -> read(vault));
      assertEquals(14, tries());
      clock.pass(Duration.ofSeconds(2));
      assertThrows(VaultFailure.class, () -> read(vault));
      assertEquals(15, tries(), "the pauses begin anew");
    }
  }

  private static Map<String, String> jwt(Path token) {
    return Map.of(
        PREFIX + "kubernetes.role", "issuer",
        PREFIX + "kubernetes.auth-mount-path", "jwt",
        PREFIX + "kubernetes.jwt-token-path", token.toString());
  }
}
