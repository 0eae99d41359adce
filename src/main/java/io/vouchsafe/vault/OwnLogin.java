package io.vouchsafe.vault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What our own settings say of a login, beside those of the extension: secrets in files that an
 * agent renews.
 *
 * @param property what the names of these settings begin with, for messages
 * @param tokenFile has a Vault token
 * @param tokenWrappingTokenFile has a wrapping token around a Vault token
 * @param secretIdFile has the secret id of an AppRole
 * @param secretIdWrappingTokenFile has a wrapping token around one
 * @param unwrapTimeout how long unwrapping may take, 1 s to 10 min: what is not answered is lost
 */
public record OwnLogin(
    String property,
    Optional<Path> tokenFile,
    Optional<Path> tokenWrappingTokenFile,
    Optional<Path> secretIdFile,
    Optional<Path> secretIdWrappingTokenFile,
    Duration unwrapTimeout) {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** Nothing but what the extension's settings say. */
  static final OwnLogin NONE =
      new OwnLogin(
          "vouchsafe.vault.login",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Duration.ofSeconds(30));

  public OwnLogin {
    Objects.requireNonNull(property, "property");
  }

  /**
   * @throws IllegalArgumentException naming the property, if it is out of bounds
   */
  public static Duration checkUnwrapTimeout(Duration timeout) {
    if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "vouchsafe.vault.unwrap-timeout must be 1 s to 10 min, not " + timeout);
    }
    return timeout;
  }

  /** Whether it says anything. */
  public boolean set() {
    return tokenFile.isPresent() || tokenWrappingTokenFile.isPresent() || hasSecretId();
  }

  boolean hasSecretId() {
    return secretIdFile.isPresent() || secretIdWrappingTokenFile.isPresent();
  }

  String property(String name) {
    return property + "." + name;
  }
}
