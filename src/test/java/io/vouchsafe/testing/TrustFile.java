package io.vouchsafe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that grant trust, which the service takes only where nobody else may write them. */
public final class TrustFile {
  private TrustFile() {}

  /** Writes one, whatever the mask of this process. */
  public static Path write(Path file, String content) {
    try {
      Files.writeString(file, content);
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A folder of our own to write them in, whoever may write the repository; it goes at the end. */
  public static Path folder() {
    try {
      Path folder = Files.createTempDirectory("vouchsafe-trust-");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
