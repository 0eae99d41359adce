package io.vouchsafe.transit;

import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.vault.VaultSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The mount of Vault's Transit engine, and the bounds of calls to it.
 *
 * @param setup the command that prepares it, which knows its path, without slashes at its ends
 * @param calls the bounds of calls to Vault
 */
public record TransitSettings(SetupCommand setup, VaultSettings calls) {
  private static final Pattern MOUNT =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*");

  /**
   * @throws IllegalArgumentException if no engine can have such a mount
   */
  public TransitSettings {
    Objects.requireNonNull(setup, "setup");
    Objects.requireNonNull(calls, "calls");
    checkMount(setup.mount());
  }

  /**
   * @throws IllegalArgumentException if no engine can have such a mount
   */
  public static String checkMount(String mount) {
    if (!MOUNT.matcher(mount).matches()) {
      throw new IllegalArgumentException(
          "mount must be a path such as transit or team/transit, not " + mount);
    }
    return mount;
  }

  /** The path of the engine. */
  public String mount() {
    return setup.mount();
  }

  /** The longest that reading or changing a key may take. */
  public Duration requestTimeout() {
    return calls.requestTimeout();
  }

  /** The path of a Transit operation on a key, relative to {@code /v1}. */
  public String path(String operation, String keyName) {
    return mount() + "/" + operation + "/" + keyName;
  }
}
