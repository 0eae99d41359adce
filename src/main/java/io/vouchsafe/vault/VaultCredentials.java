package io.vouchsafe.vault;

import io.quarkus.vault.runtime.config.VaultAuthenticationConfig;
import java.util.Objects;

/**
 * How somebody logs in to Vault.
 *
 * @param property what the names of the extension's settings begin with, for messages
 * @param configured what they say
 * @param own what our own settings say
 */
public record VaultCredentials(
    String property, VaultAuthenticationConfig configured, OwnLogin own) {
  /** The settings of the extension. */
  public static final String OF_VAULT = "quarkus.vault.authentication";

  public VaultCredentials {
    Objects.requireNonNull(property, "property");
    Objects.requireNonNull(configured, "configured");
    Objects.requireNonNull(own, "own");
  }

  String property(String name) {
    return property + "." + name;
  }
}
