package io.vouchsafe.vault;

import static io.vouchsafe.vault.VaultLogins.PREFIX;
import static io.vouchsafe.vault.VaultLogins.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.LogLines;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultFixture;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Vault's own words stand in the log, without secrets, and nowhere else. */
class VaultWordsTest {
  private static final String CONFIG = "transit/keys/vouchsafe-es256/config";

  @RegisterExtension final LogLines log = new LogLines("io.vouchsafe.vault");

  @RegisterExtension static final VaultLogins vaults = VaultLogins.shared();

  private static final OpenBao bao = vaults.bao();
  private static final BreakingProxy proxy = vaults.proxy();

  private List<String> said() {
    return log.messages().stream().filter(line -> line.startsWith("Vault says of")).toList();
  }

  @Test
  void whyALoginIsRefusedIsSaidOnce() {
    Map<String, String> wrong = new HashMap<>(vaults.appRole("words", Map.of()));
    wrong.put(PREFIX + "app-role.secret-id", "destroyed");
    AdjustableClock clock = new AdjustableClock();
    try (VaultAccess vault = vaults.open(wrong, LoginBackoff.standard(), clock)) {
      VaultFailure failure = assertThrows(VaultFailure.class, () -> read(vault));
      clock.pass(Duration.ofMinutes(1));
      assertThrows(VaultFailure.class, () -> read(vault));

      assertEquals(
          List.of("Vault says of auth/approle/login (400): invalid role or secret ID"), said());
      assertFalse(failure.getMessage().contains("invalid role"), failure::getMessage);
    }
  }

  @Test
  void whyAChangeOfAKeyIsRefusedIsSaid() {
    try (VaultAccess vault = vaults.open(VaultFixture.token(bao.rootToken()))) {
      VaultFailure failure =
          assertThrows(
              VaultFailure.class,
              () ->
                  vault.post(
                      VaultOperation.RETIRE,
                      CONFIG,
                      Map.of("min_decryption_version", 99, "min_encryption_version", 99),
                      Deadline.in(Duration.ofSeconds(20))));

      assertEquals(1, said().size(), () -> said().toString());
      assertTrue(said().getFirst().startsWith("Vault says of " + CONFIG + " (4"), said()::toString);
      assertTrue(said().getFirst().contains("version"), said()::toString);
      assertFalse(failure.getMessage().contains("min_"), failure::getMessage);
    }
  }

  @Test
  void secretsAreMaskedAndLinesAreNotForged() {
    String secret = "5e1f-secret-id-of-ours";
    Map<String, String> role = new HashMap<>(vaults.appRole("masked", Map.of()));
    role.put(PREFIX + "app-role.secret-id", secret);
    proxy.breaks(
        path -> path.endsWith("/login"),
        Fault.answer(
            400,
            "{\"errors\":[\"no "
                + secret
                + " of hvs.CAESIother, s.1234567890123456789012345, hmac-sha256:00ff\\nWARN x\"]}"));
    try (VaultAccess vault = vaults.open(role)) {
      assertThrows(VaultFailure.class, () -> read(vault));
    }

    assertEquals(
        List.of(
            "Vault says of auth/approle/login (400): no [what was sent, not shown] of [a token of"
                + " Vault, not shown], [a token of Vault, not shown], [an HMAC of Vault, not shown]"
                + " WARN x"),
        said());
  }

  @Test
  void whatEveryCallMeetsAndARefusedReadingAreNotSaid() {
    proxy.breaks(
        path -> path.endsWith("/login"), Fault.answer(503, "{\"errors\":[\"Vault is sealed\"]}"));
    try (VaultAccess vault = vaults.open(vaults.appRole("sealed", Map.of()))) {
      assertThrows(VaultFailure.class, () -> read(vault));
    }
    try (VaultAccess vault = vaults.open(VaultFixture.token(bao.tokenWith("default")))) {
      assertThrows(VaultFailure.class, () -> read(vault));
    }

    assertEquals(List.of(), said());
  }
}
