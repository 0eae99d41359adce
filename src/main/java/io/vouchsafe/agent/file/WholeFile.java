package io.vouchsafe.agent.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.base.WriteFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * Files with secrets that readers find whole at any time: written beside their place under another
 * name, by nobody but their owner readable from the first octet on, and moved there in one step. A
 * reader that opens the file anew has the old content or the new, also when a writer is killed, the
 * disk is full, or two write at once.
 */
public final class WholeFile {
  private static final String SUFFIX = ".vouchsafe-new";
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final int STICKY = 01000;

  private WholeFile() {}

  /** By what a file that was written is known again. */
  record Trace(Object key, FileTime written) {
    /** Of a file as it is now; empty if there is none. */
    static Optional<Trace> of(Path file) {
      try {
        BasicFileAttributes found =
            Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
        return Optional.of(new Trace(String.valueOf(found.fileKey()), found.lastModifiedTime()));
      } catch (IOException e) {
        return Optional.empty();
      }
    }
  }

  /**
   * Checks that a file can be put there.
   *
   * @throws Fault if its folder is missing or others than its owner may replace files in it, or if
   *     what is there is no plain file
   */
  public static void check(Path target) throws Fault {
    checkFolder(target);
    if (Files.isDirectory(target, NOFOLLOW_LINKS)) {
      throw Fault.file("%s is a directory; name a file in it".formatted(target), null);
    }
    if (Files.exists(target, NOFOLLOW_LINKS)
        && !Files.isRegularFile(target, NOFOLLOW_LINKS)
        && !Files.isSymbolicLink(target)) {
      throw Fault.file("%s is no plain file; name another".formatted(target), null);
    }
  }

  /**
   * Checks the folder of what is to be put there.
   *
   * @throws Fault if it is missing, or others than its owner may replace files in it
   */
  public static void checkFolder(Path target) throws Fault {
    Path folder = folder(target);
    if (!Files.isDirectory(folder)) {
      throw Fault.file(
          "%s cannot be written: there is no folder %s; make it, with mode 0700"
              .formatted(target, folder),
          null);
    }
    int mode = mode(folder);
    if ((mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0) {
      throw Fault.file(
          "%s is not written: others than its owner may replace files in %s (mode %04o); chmod go-w %s, or choose another folder"
              .formatted(target, folder, mode & 07777, folder),
          null);
    }
  }

  /**
   * Makes the folder of what is to be put there, if it is missing and the folder around it is not.
   *
   * @throws Fault if it cannot be made
   */
  public static void makeFolder(Path target, FileMode mode) throws Fault {
    Path folder = folder(target);
    try {
      if (!Files.exists(folder)) {
        Files.createDirectory(
            folder, PosixFilePermissions.asFileAttribute(mode.folderPermissions()));
      }
    } catch (FileAlreadyExistsException e) {
      // Another one made it.
    } catch (NoSuchFileException e) {
      throw Fault.file(
          "the folder %s cannot be made: there is no folder %s; make that first"
              .formatted(folder, folder(folder)),
          e);
    } catch (IOException e) {
      throw Fault.file("the folder %s cannot be made: %s".formatted(folder, WriteFault.of(e)), e);
    }
  }

  private static int mode(Path folder) throws Fault {
    try {
      return (int) Files.getAttribute(folder, "unix:mode");
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      throw Fault.file("it cannot be told who may write %s: %s".formatted(folder, e), e);
    }
  }

  /**
   * Puts {@code content} there, in UTF-8. What is there stays as it is where this fails.
   *
   * @throws Fault if it cannot be
   */
  public static void replace(Path target, String content, FileMode mode) throws Fault {
    put(target, content, mode);
  }

  static Trace put(Path target, String content, FileMode mode) throws Fault {
    check(target);
    Path beside = beside(target);
    try {
      return write(beside, ByteBuffer.wrap(content.getBytes(UTF_8)), mode, target);
    } catch (IOException e) {
      delete(beside);
      throw Fault.file(
          "%s cannot be written: %s%s"
              .formatted(
                  target,
                  why(target, e),
                  Files.exists(target, NOFOLLOW_LINKS) ? "; what was there stays" : ""),
          e);
    }
  }

  private static String why(Path target, IOException failure) {
    return failure instanceof NoSuchFileException
        ? "no file can be made in %s; choose another folder".formatted(folder(target))
        : WriteFault.of(failure);
  }

  /** The lock says that somebody is at it, for as long as its process lives. */
  private static Trace write(Path beside, ByteBuffer content, FileMode mode, Path target)
      throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                beside,
                Set.of(CREATE_NEW, WRITE),
                PosixFilePermissions.asFileAttribute(FileMode.OWNER.permissions()));
        FileLock lock = channel.lock()) {
      while (content.hasRemaining()) {
        channel.write(content);
      }
      channel.force(true);
      Files.getFileAttributeView(beside, PosixFileAttributeView.class, NOFOLLOW_LINKS)
          .setPermissions(mode.permissions());
      Trace trace = Trace.of(beside).orElseThrow(() -> new IOException("it was removed"));
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
      return trace;
    }
  }

  /** Removes what killed writers of this file left beside it, and nothing that is written now. */
  public static void removeLeftovers(Path target) {
    try (DirectoryStream<Path> beside =
        Files.newDirectoryStream(folder(target), found -> isLeftover(target, found))) {
      beside.forEach(WholeFile::removeUnlessLocked);
    } catch (IOException e) {
      // The write that follows says what is wrong with the folder.
    }
  }

  private static boolean isLeftover(Path target, Path found) {
    String name = found.getFileName().toString();
    return name.matches(
            "\\.%s\\.[0-9a-f]{16}%s"
                .formatted(Pattern.quote(target.getFileName().toString()), Pattern.quote(SUFFIX)))
        && Files.isRegularFile(found, NOFOLLOW_LINKS);
  }

  private static void removeUnlessLocked(Path leftover) {
    try (FileChannel channel = FileChannel.open(leftover, WRITE, NOFOLLOW_LINKS);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        Files.deleteIfExists(leftover);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // It is another's, or written now.
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The next start removes it.
    }
  }

  private static Path beside(Path target) {
    String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    return target.resolveSibling("." + target.getFileName() + "." + random + SUFFIX);
  }

  private static Path folder(Path target) {
    Path folder = target.toAbsolutePath().getParent();
    return folder == null ? target.toAbsolutePath() : folder;
  }
}
