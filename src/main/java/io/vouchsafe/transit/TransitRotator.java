package io.vouchsafe.transit;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyRotator;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.vault.VaultAccess;
import io.vouchsafe.vault.VaultFailure;
import io.vouchsafe.vault.VaultOperation;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Rotates and retires the Transit keys of one issuer (Vault API, {@code /transit/keys/:name/rotate}
 * and {@code /config}). Each call is made once.
 */
public final class TransitRotator implements KeyRotator {
  private final VaultAccess vault;
  private final TransitSettings settings;
  private final String prefix;

  /**
   * @param vault under the rotator's own credentials
   * @param prefix what the names of the issuer's keys begin with
   */
  public TransitRotator(VaultAccess vault, TransitSettings settings, String prefix) {
    this.vault = Objects.requireNonNull(vault, "vault");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.prefix = Objects.requireNonNull(prefix, "prefix");
  }

  @Override
  public Optional<KeyFault> rotate(KeyRole role) {
    return post(VaultOperation.ROTATE, role, role.keyName(prefix), "rotate", Map.of());
  }

  @Override
  public Optional<KeyFault> retire(SigningKey key, int below) {
    return post(
        VaultOperation.RETIRE,
        key.role(),
        key.name(),
        "config",
        Map.of(
            "min_decryption_version",
            below,
            "min_encryption_version",
            Math.max(below, key.minSigningVersion())));
  }

  private Optional<KeyFault> post(
      VaultOperation operation, KeyRole role, String name, String end, Map<String, ?> body) {
    String path = settings.path("keys", name) + "/" + end;
    try {
      vault.post(operation, path, body, Deadline.in(settings.requestTimeout()));
      return Optional.empty();
    } catch (VaultFailure failure) {
      return Optional.of(fault(role, name, path, failure));
    }
  }

  private static KeyFault fault(KeyRole role, String name, String path, VaultFailure failure) {
    return switch (failure.kind()) {
      case DENIED ->
          new KeyFault(
              role,
              name,
              KeyFault.Cause.DENIED,
              failure.getMessage(),
              "the rotator's policy needs update on %s (see vault/policies/rotator.hcl)"
                  .formatted(path));
      case MISSING ->
          new KeyFault(
              role, name, KeyFault.Cause.MISSING, failure.getMessage(), "check the key in Vault");
      case FAILED ->
          new KeyFault(
              role,
              name,
              KeyFault.Cause.FAILED,
              failure.getMessage(),
              "the next round tries again");
      default ->
          new KeyFault(
              role,
              name,
              KeyFault.Cause.UNREACHABLE,
              failure.getMessage(),
              "the next round tries again");
    };
  }
}
