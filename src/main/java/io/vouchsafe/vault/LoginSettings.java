package io.vouchsafe.vault;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What a login is made of, for whoever has to mend it.
 *
 * @param names the settings and files that are in use, none that another login would need
 * @param setupFlags what {@code vault/setup} takes to prepare the login; empty where it prepares
 *     the policies alone
 * @param command what shows Vault's side of the login where {@code vault/setup} does not make it;
 *     empty where it does
 */
public record LoginSettings(String names, String setupFlags, String command) {
  public LoginSettings {
    Objects.requireNonNull(names, "names");
    Objects.requireNonNull(setupFlags, "setupFlags");
    Objects.requireNonNull(command, "command");
  }

  /** Of a login that {@code vault/setup} prepares with these flags. */
  static LoginSettings prepared(String names, String setupFlags) {
    return new LoginSettings(names, setupFlags, "");
  }

  /** Of a login that an admin makes, and this command shows. */
  static LoginSettings shown(String names, String command) {
    return new LoginSettings(names, "", command);
  }

  /** A setting that names a file with the credentials. */
  static String file(String setting, Path file) {
    return "%s (%s, read at each login)".formatted(setting, file);
  }

  /** The flags for a login of this method, which is mounted there. */
  static String flags(String method, String mount) {
    return "--auth " + method + (mount.equals(method) ? "" : " --auth-mount " + mount);
  }

  /**
   * What to do where Vault refuses the login: a sentence with the command in it.
   *
   * @param setup {@code vault/setup} with the flags that are not of the login
   */
  public String remedy(String setup) {
    return "correct %s, or Vault's side of it with: %s"
        .formatted(names, command.isEmpty() ? prepared(setup) : command);
  }

  /**
   * {@code vault/setup} with the flags of the login, where it prepares that, and else without.
   *
   * @param setup it with the other flags
   */
  public String prepared(String setup) {
    return setupFlags.isEmpty() ? setup : setup + " " + setupFlags;
  }
}
