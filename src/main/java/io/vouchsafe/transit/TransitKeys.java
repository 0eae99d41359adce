package io.vouchsafe.transit;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.ClockOffset;
import io.vouchsafe.key.KeyCustodian;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.vault.VaultAccess;
import io.vouchsafe.vault.VaultAnswer;
import io.vouchsafe.vault.VaultFailure;
import io.vouchsafe.vault.VaultOperation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the Transit keys of one issuer, which share a prefix (Vault API, {@code /transit/keys}).
 */
public final class TransitKeys implements KeyCustodian {
  private static final Pattern PREFIX =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,98}[A-Za-z0-9_])?");

  private final VaultAccess vault;
  private final TransitSettings settings;
  private final String prefix;
  private final InstantSource clock;

  /**
   * @param prefix what the names of the issuer's keys begin with, at most 100 characters
   * @throws IllegalArgumentException if no Transit key can have such a name
   */
  public TransitKeys(
      VaultAccess vault, TransitSettings settings, String prefix, InstantSource clock) {
    this.vault = Objects.requireNonNull(vault, "vault");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.prefix = Objects.requireNonNull(prefix, "prefix");
    this.clock = Objects.requireNonNull(clock, "clock");
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "key-prefix must be at most 100 letters, digits, '_', '-' and '.', and begin and end with a letter, a digit or '_', unlike "
              + prefix);
    }
  }

  @Override
  public KeyReading read(KeyRole role) {
    String name = role.keyName(prefix);
    try {
      Instant asked = clock.instant();
      String path = settings.path("keys", name);
      VaultAnswer answer =
          vault.get(VaultOperation.READ, path, Deadline.in(settings.requestTimeout()));
      Optional<ClockOffset> offset =
          answer.date().map(date -> ClockOffset.of(asked, clock.instant(), date));
      return TransitKey.of(answer.object("data")).reading(role, name, asked, offset, path);
    } catch (VaultFailure failure) {
      return new KeyReading.Failed(fault(role, name, failure));
    }
  }

  private KeyFault fault(KeyRole role, String name, VaultFailure failure) {
    return switch (failure.kind()) {
      case MISSING ->
          fault(role, name, KeyFault.Cause.MISSING, failure, "make it with: " + setUp());
      case DENIED ->
          fault(
              role,
              name,
              KeyFault.Cause.DENIED,
              failure,
              "the signer's policy needs path \"%s\" { capabilities = [\"read\"] }: %s"
                  .formatted(settings.path("keys", name), setUp()));
      case LOGIN_REFUSED ->
          fault(
              role,
              name,
              KeyFault.Cause.DENIED,
              failure,
              "correct quarkus.vault.authentication.*, or the role with: %s --auth METHOD"
                  .formatted(setUp()));
      case GARBLED ->
          fault(
              role,
              name,
              KeyFault.Cause.IMPLAUSIBLE,
              failure,
              "check what answers at quarkus.vault.url: vault read " + settings.path("keys", name));
      case SEALED ->
          fault(
              role, name, KeyFault.Cause.UNREACHABLE, failure, "unseal it: vault operator unseal");
      case UNREACHABLE, TIMED_OUT, BUSY, THROTTLED, REFUSED ->
          fault(
              role,
              name,
              KeyFault.Cause.UNREACHABLE,
              failure,
              "check Vault (vault status) and quarkus.vault.url; the service tries again by itself");
    };
  }

  private static KeyFault fault(
      KeyRole role, String name, KeyFault.Cause cause, VaultFailure failure, String remedy) {
    return new KeyFault(role, name, cause, failure.getMessage(), remedy);
  }

  private String setUp() {
    String mount = settings.mount().equals("transit") ? "" : "--mount " + settings.mount() + " ";
    return "vault/setup %s--key-prefix %s".formatted(mount, prefix);
  }
}
