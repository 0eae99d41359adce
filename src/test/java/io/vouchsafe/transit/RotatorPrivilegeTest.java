package io.vouchsafe.transit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.vault.VaultAccess;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A rotator says what its Vault policy lacks before a rotation is due; on a real OpenBao. */
class RotatorPrivilegeTest {
  @RegisterExtension static final TransitBed BED = TransitBed.ofRoot();

  private static Optional<KeyFault> hindrance(String... policies) {
    try (VaultAccess access = BED.rotator(BED.bao().tokenWith(policies))) {
      return new TransitRotator(access, VaultFixture.SETTINGS, "vouchsafe")
          .hindrance(KeyRole.ES256);
    }
  }

  @Test
  void theRotatorsPolicyLacksNothing() {
    assertEquals(Optional.empty(), hindrance("vouchsafe-rotator"));
  }

  @Test
  void theRootTokenLacksNothing() {
    assertEquals(
        Optional.empty(),
        new TransitRotator(BED.vault(), VaultFixture.SETTINGS, "vouchsafe")
            .hindrance(KeyRole.ES256));
  }

  @Test
  void theSignersPolicyLacksTheVeryRightToAsk() {
    assertLacks(
        hindrance("vouchsafe-signer"),
        "path \"sys/capabilities-self\" { capabilities = [\"update\"] }");
  }

  @Test
  void everyLineThatIsMissingIsNamed() {
    BED.bao()
        .root()
        .write(
            "sys/policies/acl/asks",
            Map.of("policy", "path \"sys/capabilities-self\" { capabilities = [\"update\"] }"));
    assertLacks(
        hindrance("asks", "vouchsafe-signer"),
        "path \"transit/keys/vouchsafe-es256/rotate\" { capabilities = [\"update\"] }, "
            + "path \"transit/keys/vouchsafe-es256/config\" { capabilities = [\"update\"] }");
  }

  private static void assertLacks(Optional<KeyFault> fault, String lines) {
    assertEquals(
        "the rotator's login may not do what a rotation takes: its Vault policy lacks " + lines,
        fault.orElseThrow().reason());
    String[] command = fault.get().remedy().split(": vault/setup ");
    assertEquals(2, command.length, fault::toString);
    assertEquals("--key-prefix vouchsafe --auth token --role rotator", command[1]);
    assertTrue(BED.bao().setup((command[1] + " --dry-run").split(" ")).contains("dry run"));
  }
}
