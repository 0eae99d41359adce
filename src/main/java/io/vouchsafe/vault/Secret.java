package io.vouchsafe.vault;

import io.vouchsafe.base.Deadline;
import java.nio.file.Path;

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
   * Something that is another where the secret may be another; the same for good if it is fixed.
   */
  default String state() {
    return "";
  }

  static Secret of(String value) {
    return (vault, deadline) -> value;
  }

  /** What a file holds, read again each time. */
  static Secret inFile(Path file) {
    return new SecretFile(file);
  }
}
