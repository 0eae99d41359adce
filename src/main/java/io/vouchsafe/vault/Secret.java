package io.vouchsafe.vault;

import io.vouchsafe.base.Deadline;
import java.nio.file.Path;
import java.time.Instant;

/** A secret to log in with. */
@FunctionalInterface
interface Secret {
  /**
   * The secret; may ask Vault for it, until the deadline.
   *
   * @throws VaultFailure if it is not available
   */
  String reveal(VaultHttp vault, Deadline deadline);

  /**
   * To be called before {@link #reveal}: does what must not be cut off by the deadline of a login.
   *
   * @param now for messages
   * @throws VaultFailure if the secret is not available
   */
  default void prepare(VaultHttp vault, Instant now) {}

  /**
   * Something that is another where the secret may be another; the same for good if it is fixed.
   */
  default String state() {
    return "";
  }

  static Secret of(String value) {
    return (vault, deadline) -> value;
  }

  /**
   * The same of a file that holds a token, which is sent in a header.
   *
   * @param property names the file, for messages
   */
  static Secret ofHeaderIn(String property, Path file) {
    SecretFile content = new SecretFile(file);
    return new Secret() {
      @Override
      public String reveal(VaultHttp vault, Deadline deadline) {
        return ConfiguredSecret.revealedHeader(
            property + " (" + file + ")", content.reveal(vault, deadline));
      }

      @Override
      public String state() {
        return content.state();
      }
    };
  }

  /** What a file holds, read again each time. */
  static Secret inFile(Path file) {
    return new SecretFile(file);
  }
}
