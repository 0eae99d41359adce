package io.vouchsafe.config;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to log in to Vault, beside what the extension's settings say. Each file is read at each
 * login, so that an agent may renew what is in it.
 */
public interface LoginConfig {
  /** Whether a Vault Agent or Proxy adds the token, so that there is no login. */
  @WithDefault("false")
  boolean agent();

  /** Whether the client certificate logs in, by the method `cert`. */
  @WithDefault("false")
  boolean certificate();

  /** The role of that method to ask for. */
  Optional<String> certificateRole();

  /** Where that method is mounted. */
  @WithDefault("cert")
  String certificateMount();

  /** A file with a Vault token. */
  Optional<Path> tokenFile();

  /** A file with a wrapping token around a Vault token. */
  Optional<Path> tokenWrappingTokenFile();

  /** A file with the secret id of the AppRole whose role id the extension's settings have. */
  Optional<Path> secretIdFile();

  /** A file with a wrapping token around such a secret id. */
  Optional<Path> secretIdWrappingTokenFile();
}
