package io.vouchsafe.base;

import java.util.Objects;
import java.util.Optional;

/**
 * {@code vault/setup} with the flags of this configuration, as remedies name it: whoever copies the
 * command gets what is configured, and loses nothing of it.
 *
 * @param mount of the Transit engine
 * @param revocations the mount of the engine in which revoked grants are kept, since no grant is
 *     accepted under policies without it; empty where grants cannot be revoked
 * @param vault what the names of this Vault's settings begin with
 * @param role that of the login, where it is not the one that {@code vault/setup} takes by itself
 */
public record SetupCommand(String mount, Optional<String> revocations, String vault, String role) {
  /** What the names of the settings of home's Vault begin with. */
  public static final String HOME = "quarkus.vault";

  private static final String UNLESS_SET = "transit";

  public SetupCommand {
    Objects.requireNonNull(mount, "mount");
    Objects.requireNonNull(revocations, "revocations");
    Objects.requireNonNull(vault, "vault");
    Objects.requireNonNull(role, "role");
  }

  /** That of home's Vault. */
  public SetupCommand(String mount, Optional<String> revocations) {
    this(mount, revocations, HOME, "");
  }

  /** Where grants cannot be revoked. */
  public static SetupCommand of(String mount) {
    return new SetupCommand(mount, Optional.empty());
  }

  /** The command for the keys whose names begin with this prefix. */
  public String forKeys(String prefix) {
    String mounted = mount.equals(UNLESS_SET) ? "" : " --mount " + mount;
    return "vault/setup%s%s --key-prefix %s%s"
        .formatted(
            role.isEmpty() ? "" : " --role " + role,
            mounted,
            prefix,
            revocations.map(path -> " --revocation-mount " + path).orElse(""));
  }

  /** The setting of the URL of this Vault. */
  public String url() {
    return vault + ".url";
  }

  /** The command for keys that are to take the place of others. */
  public String forNewKeys() {
    return forKeys("NEW");
  }
}
