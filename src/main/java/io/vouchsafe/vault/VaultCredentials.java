package io.vouchsafe.vault;

import io.quarkus.vault.runtime.config.VaultAuthenticationConfig;
import java.util.Objects;

/**
 * How somebody logs in to Vault.
 *
 * @param property what the names of the extension's settings begin with, for messages
 * @param configured what they say
 * @param own what our own settings say
 * @param role whose policy the login needs, as {@code vault/setup --role} calls it
 */
public record VaultCredentials(
    String property, VaultAuthenticationConfig configured, OwnLogin own, String role) {
  /** The settings of the extension. */
  public static final String OF_VAULT = "quarkus.vault.authentication";

  /** What {@code vault/setup} takes where nothing is said. */
  private static final String SIGNER = "signer";

  public VaultCredentials {
    Objects.requireNonNull(property, "property");
    Objects.requireNonNull(configured, "configured");
    Objects.requireNonNull(own, "own");
    Objects.requireNonNull(role, "role");
  }

  /** Those of somebody who signs. */
  public VaultCredentials(String property, VaultAuthenticationConfig configured, OwnLogin own) {
    this(property, configured, own, SIGNER);
  }

  /** The same of a rotator. */
  public VaultCredentials ofRotator() {
    return new VaultCredentials(property, configured, own, "rotator");
  }

  /** The same of somebody who only reads, at another region. */
  public VaultCredentials ofReader() {
    return new VaultCredentials(property, configured, own, "reader");
  }

  /** What {@code vault/setup --auth} takes beside for it. */
  String roleFlag() {
    return role.equals(SIGNER) ? "" : " --role " + role;
  }

  String property(String name) {
    return property + "." + name;
  }
}
