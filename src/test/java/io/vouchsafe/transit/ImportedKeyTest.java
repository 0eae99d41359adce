package io.vouchsafe.transit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.testing.ImportedKey;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.testing.VaultApi;
import io.vouchsafe.testing.VaultFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a real OpenBao says of a key that was imported (Vault API, "Import key"). */
class ImportedKeyTest {
  @RegisterExtension static final TransitBed BED = TransitBed.ofRoot();

  @Test
  void whetherAnImportedKeyMayRotateIsRead() {
    assertFalse(imported("fixed", false).traits().mayRotate());
    assertTrue(imported("free", true).traits().mayRotate());
    assertTrue(read("vouchsafe").traits().mayRotate());
  }

  private static SigningKey imported(String prefix, boolean allowRotation) {
    VaultApi root = BED.bao().root();
    ImportedKey.of(root, "ecdsa-p256", Keys.pair(SigningAlgorithm.ES256, 1).getPrivate())
        .make(root, prefix + "-es256", allowRotation);
    return read(prefix);
  }

  private static SigningKey read(String prefix) {
    return VaultFixture.good(BED.reader(prefix).read(KeyRole.ES256));
  }
}
