package io.vouchsafe.vault;

import io.quarkus.vault.runtime.config.VaultAuthenticationConfig;
import java.util.Objects;

/**
 * How somebody logs in to Vault.
 *
 * @param property what the names of the extension's settings begin with, for messages
 * @param configured what they say
 * @param own what our own settings say
 * @param rotates whether the login is that of a rotator, which needs another policy
 */
public record VaultCredentials(
    String property, VaultAuthenticationConfig configured, OwnLogin own, boolean rotates) {
  /** The settings of the extension. */
  public static final String OF_VAULT = "quarkus.vault.authentication";

  public VaultCredentials {
    Objects.requireNonNull(property, "property");
    Objects.requireNonNull(configured, "configured");
    Objects.requireNonNull(own, "own");
  }

  /** Those of somebody who signs. */
  public VaultCredentials(String property, VaultAuthenticationConfig configured, OwnLogin own) {
    this(property, configured, own, false);
  }

  /** The same of a rotator. */
  public VaultCredentials ofRotator() {
    return new VaultCredentials(property, configured, own, true);
  }

  /** What {@code vault/setup --auth} takes beside for it. */
  String roleFlag() {
    return rotates ? " --role rotator" : "";
  }

  String property(String name) {
    return property + "." + name;
  }
}
