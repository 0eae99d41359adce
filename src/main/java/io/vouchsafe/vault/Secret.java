package io.vouchsafe.vault;

import io.vouchsafe.base.Deadline;
import java.io.IOException;
import java.nio.file.Files;
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

  static Secret of(String value) {
    return (vault, deadline) -> value;
  }

  /** What a file holds, read again each time: kubelets replace service-account tokens. */
  static Secret inFile(Path file) {
    return (vault, deadline) -> {
      try {
        return Files.readString(file).strip();
      } catch (IOException e) {
        throw new VaultFailure(
            VaultFailure.Kind.LOGIN_REFUSED,
            "the file %s to log in with cannot be read (%s)"
                .formatted(file, e.getClass().getSimpleName()));
      }
    };
  }
}
