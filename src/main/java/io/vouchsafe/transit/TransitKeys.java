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
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]{0,98}[A-Za-z0-9_-])?");

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
    checkPrefix(prefix);
  }

  /**
   * @throws IllegalArgumentException if no Transit key can have such a name
   */
  public static String checkPrefix(String prefix) {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "key-prefix must be at most 100 letters, digits, '_', '-' and '.', and begin with a letter, a digit or '_' and not end with '.', unlike "
              + prefix);
    }
    return prefix;
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
      return TransitKey.of(answer.object("data"))
          .reading(role, name, asked, offset, path, newKeys());
    } catch (VaultFailure failure) {
      return new KeyReading.Failed(fault(role, name, failure));
    }
  }

  @Override
  public String newKeys() {
    return settings.setup().newKeys(prefix);
  }

  private KeyFault fault(KeyRole role, String name, VaultFailure failure) {
    return new KeyFault(
        role,
        name,
        cause(failure.kind()),
        failure.getMessage(),
        Remedy.ofReading(failure, vault.login(), settings, name));
  }

  private static KeyFault.Cause cause(VaultFailure.Kind kind) {
    return switch (kind) {
      case MISSING -> KeyFault.Cause.MISSING;
      case DENIED, LOGIN_REFUSED -> KeyFault.Cause.DENIED;
      case GARBLED -> KeyFault.Cause.IMPLAUSIBLE;
      case SEALED, UNREACHABLE, TIMED_OUT, BUSY, THROTTLED, REFUSED, FAILED ->
          KeyFault.Cause.UNREACHABLE;
    };
  }
}
