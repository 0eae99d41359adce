package io.vouchsafe.transit;

import io.vouchsafe.base.StrictJson;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.vault.VaultFailure;
import java.time.Instant;
import java.util.Optional;

/** Reads any answer as Vault's description of a key, for each use of a key. */
public final class TransitKeyFuzz {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private TransitKeyFuzz() {}

  /** Whatever else than a VaultFailure is thrown is a fault. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      TransitKey key = TransitKey.of(StrictJson.VAULT.object(input).path("data"));
      for (KeyRole role : KeyRole.values()) {
        key.reading(role, role.keyName("vouchsafe"), NOW, Optional.empty(), "transit/keys/x", "");
      }
    } catch (StrictJson.Fault | VaultFailure refused) {
      return;
    }
  }
}
