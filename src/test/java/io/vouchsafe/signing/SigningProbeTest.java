package io.vouchsafe.signing;

import static io.vouchsafe.testing.TransitBed.SIGNING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.StrangerKeys;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.token.SigningFault;
import io.vouchsafe.vault.VaultNodes;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SigningProbeTest {
  @RegisterExtension static final TransitBed bed = TransitBed.ofSignerAlone();

  private static IssuerKeys keys;
  private static SigningProbe probe;

  @BeforeAll
  static void start() {
    keys = bed.keys();
    probe = new SigningProbe(VaultNodes.none(bed.vault()), VaultFixture.SETTINGS);
  }

  private static Optional<SigningFault> probe(KeyRole role) {
    return probe.probe(assertInstanceOf(SigningChoice.Ready.class, keys.signing(role)));
  }

  @ParameterizedTest
  @EnumSource(KeyRole.class)
  void underTheSignersPolicyEveryKeyPasses(KeyRole role) {
    assertEquals(Optional.empty(), probe(role));
  }

  @Test
  void whatItHasSignedCannotBeASigningInput() {
    assertFalse(SigningProbe.MESSAGE.contains("."));
    assertTrue(SigningProbe.MESSAGE.contains(" "));
  }

  @Test
  void saysThatVaultIsSealedAndThatThisMeetsEveryKey() {
    bed.bao().seal();
    try {
      SigningFault fault = probe(KeyRole.ES256).orElseThrow();

      assertEquals("Vault is sealed", fault.cause());
      assertEquals("unseal it: vault operator unseal", fault.remedy());
      assertTrue(fault.everywhere());
    } finally {
      bed.bao().unseal();
    }
  }

  @Test
  void namesWhatTheSignersPolicyLacks() {
    bed.proxy().breaks(SIGNING, Fault.answer(403, "{\"errors\":[\"permission denied\"]}"));

    SigningFault fault = probe(KeyRole.GRANT).orElseThrow();

    assertEquals(
        "the signer's policy needs path \"transit/sign/vouchsafe-grant\" { capabilities ="
            + " [\"update\"] }: vault/setup --key-prefix vouchsafe",
        fault.remedy());
    assertFalse(fault.everywhere());
  }

  @Test
  void namesTheMinimumsWhereVaultRefusesTheVersion() {
    bed.bao().root().write("transit/keys/vouchsafe-rs256/rotate", Map.of());
    bed.bao().configure("vouchsafe-rs256", Map.of("min_encryption_version", 2));
    try {
      SigningFault fault = probe(KeyRole.RS256).orElseThrow();

      assertEquals("Vault refuses to sign with version 1 of key vouchsafe-rs256", fault.cause());
      assertTrue(fault.remedy().contains("vault read transit/keys/vouchsafe-rs256"));
    } finally {
      bed.bao().configure("vouchsafe-rs256", Map.of("min_encryption_version", 1));
    }
  }

  @Test
  void aSignatureOfAnotherKeyIsNone() {
    bed.proxy().breaks(SIGNING, StrangerKeys.signingIn(bed.bao()));

    assertEquals(Optional.of(SigningFault.mismatch()), probe(KeyRole.ES256));
  }
}
