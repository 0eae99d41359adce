package io.vouchsafe.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to log in to Vault, beside what the extension's settings say. Each file is read at each
 * login, so that an agent may renew what is in it.
 */
public interface LoginConfig {
  /** A file with a Vault token. */
  Optional<Path> tokenFile();

  /** A file with a wrapping token around a Vault token. */
  Optional<Path> tokenWrappingTokenFile();

  /** A file with the secret id of the AppRole whose role id the extension's settings have. */
  Optional<Path> secretIdFile();

  /** A file with a wrapping token around such a secret id. */
  Optional<Path> secretIdWrappingTokenFile();
}
