package io.vouchsafe.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Somebody else's file, which says something of ours for a while and then what it said before. It
 * is written in place, so that its owner, mode and inode stay.
 */
final class BorrowedFile {
  private final Path file;
  private final Path copy;

  private BorrowedFile(Path file, Path copy) {
    this.file = file;
    this.copy = copy;
  }

  /**
   * Copies what the file says now; nothing is written into it yet.
   *
   * @param copy where the copy goes, which stays there
   * @throws UncheckedIOException if the file is not there, or not to be read
   */
  static BorrowedFile borrow(Path file, Path copy) {
    try {
      Files.createDirectories(copy.toAbsolutePath().getParent());
      Cluster.write(copy, Files.readString(file));
      return new BorrowedFile(file, copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has the file say this. */
  void say(String text) {
    Cluster.write(file, text);
  }

  /** Has the file say what it said before. */
  void giveBack() {
    try {
      Files.write(file, Files.readAllBytes(copy));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s could not be written back; a copy of it is %s".formatted(file, copy), e);
    }
  }
}
