package io.vouchsafe.snapshot;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Whether only the user of this process, or root, can have written a file. Asks the file system for
 * owners and modes (POSIX); where it knows none, the file is refused.
 */
final class OwnersOnly {
  private static final String THIS_PROCESS = "/proc/self";
  private static final int ROOT = 0;
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int STICKY = 01000;
  private static final int MODE = 07777;

  private OwnersOnly() {}

  /**
   * Checks the folder of {@code file}, and the file if it exists.
   *
   * @throws IllegalArgumentException saying who could have written it and what to do about it
   */
  static void check(Path file) {
    Path folder = file.getParent();
    try {
      checkFolder(folder);
      if (Files.exists(file, NOFOLLOW_LINKS)) {
        checkFile(file);
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw new IllegalArgumentException(
          "it cannot be told who may write %s (%s)".formatted(file, e.toString()), e);
    }
  }

  private static void checkFolder(Path folder) throws IOException {
    checkOwner(folder);
    int mode = mode(folder);
    if ((mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0) {
      throw new IllegalArgumentException(
          "others than its owner may replace files in %s (mode %04o), %s: chmod go-w %s, or choose a folder of mode 0700"
              .formatted(folder, mode, forges(), folder));
    }
  }

  private static void checkFile(Path file) throws IOException {
    if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
      throw new IllegalArgumentException(
          "%s is no plain file; name the file itself, not a link to it".formatted(file));
    }
    checkOwner(file, NOFOLLOW_LINKS);
    int mode = mode(file, NOFOLLOW_LINKS);
    if ((mode & WRITABLE_BY_OTHERS) != 0) {
      throw new IllegalArgumentException(
          "others than its owner may write %s (mode %04o), %s: delete it, since it is made anew; or if nobody can have changed it, chmod 600 %s"
              .formatted(file, mode, forges(), file));
    }
  }

  private static void checkOwner(Path path, LinkOption... options) throws IOException {
    int owner = owner(path, options);
    int self = self();
    if (owner != ROOT && owner != self) {
      throw new IllegalArgumentException(
          "%s belongs to user %d, and the service runs as user %d, %s: choose a file in a folder of that user's own"
              .formatted(path, owner, self, forges()));
    }
  }

  private static int self() throws IOException {
    Path self = Path.of(THIS_PROCESS);
    if (Files.exists(self)) {
      return owner(self);
    }
    Path ours = Files.createTempFile("vouchsafe", null);
    try {
      return owner(ours);
    } finally {
      Files.delete(ours);
    }
  }

  private static String forges() {
    return "and whoever writes it forges tokens at every relying party";
  }

  private static int owner(Path path, LinkOption... options) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid", options);
  }

  private static int mode(Path path, LinkOption... options) throws IOException {
    return (int) Files.getAttribute(path, "unix:mode", options) & MODE;
  }
}
