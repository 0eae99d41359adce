package io.vouchsafe.base;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether only the user of this process, or root, can have written a file. Asks the file system for
 * owners and modes (POSIX); where it knows none, the file is refused.
 */
public final class OwnersOnly {
  /** What whoever writes a file can do, and which other folder would do. */
  private record Power(String words, String otherFolder) {
    @Override
    public String toString() {
      return words;
    }
  }

  private static final Power FORGES =
      new Power(
          "and whoever writes it forges tokens at every relying party",
          "choose a folder of mode 0700");
  private static final Power TRUSTS =
      new Power(
          "and whoever writes it decides whom the service trusts", "mount its volume read-only");
  private static final int MOST_LINKS = 40;

  private static final String THIS_PROCESS = "/proc/self";

  /** The user of this process, once it was asked for. */
  private static volatile Integer self;

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
  public static void check(Path file) {
    Path folder = file.getParent();
    try {
      checkFolder(folder, FORGES);
      if (Files.exists(file, NOFOLLOW_LINKS)) {
        checkFile(file);
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw new IllegalArgumentException(
          "it cannot be told who may write %s (%s)".formatted(file, e.toString()), e);
    }
  }

  /**
   * Checks a file, or a folder with all that is in it, that says whom the service trusts; every
   * folder on the way to it, and every link, such as those of a mounted volume of Kubernetes. A
   * folder that others may write needs the sticky bit, or a file system that is mounted read-only.
   *
   * @throws IllegalArgumentException saying who could have written or replaced it and what to do
   *     about it
   */
  public static void checkTrusted(Path trusted) {
    try {
      Path found = follow(trusted.toAbsolutePath(), OwnersOnly::checkStep);
      if (!Files.isDirectory(found)) {
        checkMode(found);
        return;
      }
      try (Stream<Path> within = Files.list(found)) {
        within.filter(Files::isRegularFile).forEach(OwnersOnly::checkTrusted);
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw new IllegalArgumentException(
          "it cannot be told who may write %s (%s)".formatted(trusted, e.toString()), e);
    }
  }

  /**
   * Whatever on the way to {@code path}, itself included, belongs neither to root nor to the user
   * of this process, where that is root: its owner can put a link there between two calls, and root
   * would act on what it leads to.
   *
   * @return the first one; empty if there is none, or the process is not root's
   */
  public static Optional<Path> othersOnTheWayOfRoot(Path path) throws IOException {
    List<Path> others = new ArrayList<>();
    if (self() == ROOT) {
      follow(
          path.toAbsolutePath(),
          step -> {
            if (owner(step, NOFOLLOW_LINKS) != ROOT) {
              others.add(step);
            }
          });
    }
    return others.stream().findFirst();
  }

  private interface Step {
    void check(Path at) throws IOException;
  }

  /** What the path leads to, when all that it leads over was checked. */
  private static Path follow(Path path, Step step) throws IOException {
    Deque<Path> ahead = new ArrayDeque<>();
    path.forEach(ahead::add);
    Path at = path.getRoot();
    step.check(at);
    for (int links = 0; !ahead.isEmpty(); ) {
      String name = ahead.peek().toString();
      Path next = name.equals("..") ? parent(at) : name.equals(".") ? at : at.resolve(name);
      ahead.pop();
      step.check(next);
      if (Files.isSymbolicLink(next)) {
        if (++links > MOST_LINKS) {
          throw new IOException("too many links");
        }
        Path target = Files.readSymbolicLink(next);
        at = target.isAbsolute() ? target.getRoot() : at;
        List<Path> parts = new ArrayList<>();
        target.forEach(parts::add);
        parts.reversed().forEach(ahead::push);
      } else {
        at = next;
      }
    }
    return at;
  }

  private static Path parent(Path at) {
    return at.getParent() == null ? at : at.getParent();
  }

  private static void checkStep(Path at) throws IOException {
    if (Files.isDirectory(at, NOFOLLOW_LINKS)) {
      checkFolder(at, TRUSTS);
    } else {
      checkOwner(at, TRUSTS, NOFOLLOW_LINKS);
    }
  }

  private static void checkMode(Path file) throws IOException {
    int mode = mode(file);
    if ((mode & WRITABLE_BY_OTHERS) != 0) {
      throw new IllegalArgumentException(
          "others than its owner may write %s (mode %04o), %s: chmod go-w %s"
              .formatted(file, mode, TRUSTS, file));
    }
  }

  private static void checkFolder(Path folder, Power consequence) throws IOException {
    checkOwner(folder, consequence);
    int mode = mode(folder);
    if ((mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0 && !Mounts.isReadOnly(folder)) {
      throw new IllegalArgumentException(
          "others than its owner may replace files in %s (mode %04o), %s: chmod go-w %s, or %s"
              .formatted(folder, mode, consequence, folder, consequence.otherFolder()));
    }
  }

  private static void checkFile(Path file) throws IOException {
    if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
      throw new IllegalArgumentException(
          "%s is no plain file; name the file itself, not a link to it".formatted(file));
    }
    checkOwner(file, FORGES, NOFOLLOW_LINKS);
    int mode = mode(file, NOFOLLOW_LINKS);
    if ((mode & WRITABLE_BY_OTHERS) != 0) {
      throw new IllegalArgumentException(
          "others than its owner may write %s (mode %04o), %s: delete it, since it is made anew; or if nobody can have changed it, chmod 600 %s"
              .formatted(file, mode, FORGES, file));
    }
  }

  private static void checkOwner(Path path, Power consequence, LinkOption... options)
      throws IOException {
    int owner = owner(path, options);
    int user = self();
    if (owner != ROOT && owner != user) {
      throw new IllegalArgumentException(
          "%s belongs to user %d, and the service runs as user %d, %s: choose a file in a folder of that user's own"
              .formatted(path, owner, user, consequence));
    }
  }

  private static int self() throws IOException {
    Integer known = self;
    if (known == null) {
      known = findSelf();
      self = known;
    }
    return known;
  }

  private static int findSelf() throws IOException {
    Path process = Path.of(THIS_PROCESS);
    if (Files.exists(process)) {
      return owner(process);
    }
    Path ours = Files.createTempFile("vouchsafe", null);
    try {
      return owner(ours);
    } finally {
      Files.delete(ours);
    }
  }

  private static int owner(Path path, LinkOption... options) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid", options);
  }

  private static int mode(Path path, LinkOption... options) throws IOException {
    return (int) Files.getAttribute(path, "unix:mode", options) & MODE;
  }
}
