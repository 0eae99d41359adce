package io.vouchsafe.vault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What our own settings say of a login, beside those of the extension.
 *
 * @param property what the names of these settings begin with, for messages
 * @param agent whether an agent before Vault adds the token
 * @param certificate how the client certificate of the connection logs in; empty if it does not
 * @param unwrapTimeout how long unwrapping may take, 1 s to 10 min: what is not answered is lost
 */
public record OwnLogin(
    String property,
    SecretFiles files,
    boolean agent,
    Optional<Certificate> certificate,
    Duration unwrapTimeout) {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /**
   * Secrets in files that an agent renews, each read at each login.
   *
   * @param token has a Vault token
   * @param tokenWrappingToken has a wrapping token around a Vault token
   * @param secretId has the secret id of an AppRole
   * @param secretIdWrappingToken has a wrapping token around one
   */
  public record SecretFiles(
      Optional<Path> token,
      Optional<Path> tokenWrappingToken,
      Optional<Path> secretId,
      Optional<Path> secretIdWrappingToken) {
    static final SecretFiles NONE =
        new SecretFiles(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    boolean hasSecretId() {
      return secretId.isPresent() || secretIdWrappingToken.isPresent();
    }
  }

  /**
   * A login by the method {@code cert}.
   *
   * @param mount where it is mounted
   * @param role the role to ask for; left out, Vault takes the first that fits the certificate
   */
  public record Certificate(String mount, Optional<String> role) {}

  /**
   * @throws IllegalArgumentException naming the property, if the timeout is out of bounds
   */
  public OwnLogin {
    Objects.requireNonNull(property, "property");
    Objects.requireNonNull(files, "files");
    if (unwrapTimeout.compareTo(SHORTEST) < 0 || unwrapTimeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "vouchsafe.vault.unwrap-timeout must be 1 s to 10 min, not " + unwrapTimeout);
    }
  }

  /** Whether it says anything. */
  public boolean set() {
    return agent || certificate.isPresent() || !files.equals(SecretFiles.NONE);
  }

  String property(String name) {
    return property + "." + name;
  }
}
