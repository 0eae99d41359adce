package io.vouchsafe.transit;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyRotator;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.vault.VaultAccess;
import io.vouchsafe.vault.VaultFailure;
import io.vouchsafe.vault.VaultOperation;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Rotates and retires the Transit keys of one issuer (Vault API, {@code /transit/keys/:name/rotate}
 * and {@code /config}). Each call is made once.
 */
public final class TransitRotator implements KeyRotator {
  private static final String CAPABILITIES = "sys/capabilities-self";
  private static final Set<String> MAY_UPDATE = Set.of("update", "root");

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

  /** Asks Vault what the token may do (Vault API, {@code /sys/capabilities-self}). */
  @Override
  public Optional<KeyFault> hindrance(KeyRole role) {
    String key = settings.path("keys", role.keyName(prefix));
    List<String> needed = List.of(key + "/rotate", key + "/config");
    try {
      JsonNode may =
          vault
              .post(
                  VaultOperation.CHECK,
                  CAPABILITIES,
                  Map.of("paths", needed),
                  Deadline.in(settings.requestTimeout()))
              .object("data");
      String lacking =
          needed.stream()
              .filter(path -> !mayUpdate(may.path(path)))
              .map(TransitRotator::line)
              .collect(joining(", "));
      return lacking.isEmpty() ? Optional.empty() : Optional.of(lacks(role, lacking));
    } catch (VaultFailure failure) {
      return failure.kind() == VaultFailure.Kind.DENIED
          ? Optional.of(lacks(role, line(CAPABILITIES)))
          : Optional.empty();
    }
  }

  private static boolean mayUpdate(JsonNode capabilities) {
    return StreamSupport.stream(capabilities.spliterator(), false)
        .map(JsonNode::asText)
        .anyMatch(MAY_UPDATE::contains);
  }

  private static String line(String path) {
    return "path \"%s\" { capabilities = [\"update\"] }".formatted(path);
  }

  private KeyFault lacks(KeyRole role, String lines) {
    return new KeyFault(
        role,
        role.keyName(prefix),
        KeyFault.Cause.DENIED,
        "the rotator's login may not do what a rotation takes: its Vault policy lacks " + lines,
        "bring the policy up to date, or log in with the rotator's: "
            + vault.login().prepared(settings.setup().forKeys(prefix)));
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
