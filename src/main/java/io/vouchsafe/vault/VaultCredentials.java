package io.vouchsafe.vault;

import io.quarkus.vault.runtime.config.VaultAuthenticationConfig;
import java.util.Objects;

/**
 * How somebody logs in to Vault.
 *
 * @param property what the names of these settings begin with, for messages
 */
public record VaultCredentials(String property, VaultAuthenticationConfig configured) {
  /** The settings of the extension. */
  public static final String OF_VAULT = "quarkus.vault.authentication";

  public VaultCredentials {
    Objects.requireNonNull(property, "property");
    Objects.requireNonNull(configured, "configured");
  }

  /** Those of {@code quarkus.vault.authentication}. */
  public static VaultCredentials of(VaultAuthenticationConfig configured) {
    return new VaultCredentials(OF_VAULT, configured);
  }

  String property(String name) {
    return property + "." + name;
  }
}
