package io.vouchsafe.audit;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A regular file that belongs to this process alone: its mode is 0600, and it is locked. What could
 * not be written whole is taken back.
 */
final class FileTarget implements AuditTarget {
  private static final int MOST_OF_A_LINE = 1 << 20;
  private static final long BETWEEN_LOOKS = Duration.ofMillis(100).toNanos();
  private static final byte END = '\n';
  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rw-------");

  private final Path file;
  private FileChannel channel;
  private Object identity;
  private long size;
  private long looked;
  private boolean lineIsCut;

  FileTarget(Path file) {
    this.file = Objects.requireNonNull(file, "file").toAbsolutePath();
  }

  /**
   * Checks that it can be the audit's file; opens nothing.
   *
   * @throws IllegalArgumentException that begins with the setting's last word and says what to do
   */
  static void check(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IllegalArgumentException("file: there is no folder %s; make it".formatted(folder));
    }
    if (Files.exists(file)) {
      checkRegular(file);
    } else if (!Files.isWritable(folder)) {
      throw new IllegalArgumentException(
          "file: %s cannot be made: this user may not write to its folder".formatted(file));
    }
  }

  private static void checkRegular(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "file: %s is no regular file; leave the setting out for standard output".formatted(file));
    }
    if (!Files.isWritable(file) || !Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "file: this user may not read and write %s".formatted(file));
    }
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public Optional<byte[]> open() throws IOException {
    close();
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException("it is no regular file");
    }
    channel =
        FileChannel.open(
            file, EnumSet.of(READ, WRITE, CREATE), PosixFilePermissions.asFileAttribute(OWNERS));
    lock();
    keepToTheOwner();
    identity = identity();
    looked = System.nanoTime();
    size = channel.size();
    return lastLine();
  }

  private void lock() throws IOException {
    try {
      if (channel.tryLock() == null) {
        throw new IOException("another process writes to it");
      }
    } catch (OverlappingFileLockException e) {
      throw new IOException("another part of this process writes to it", e);
    }
  }

  private void keepToTheOwner() throws IOException {
    if (!Files.getPosixFilePermissions(file).equals(OWNERS)) {
      Files.setPosixFilePermissions(file, OWNERS);
      if (!Files.getPosixFilePermissions(file).equals(OWNERS)) {
        throw new IOException("others than its owner may use it, and its mode cannot be changed");
      }
    }
  }

  private Object identity() throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private Optional<byte[]> lastLine() throws IOException {
    long from = Math.max(0, size - MOST_OF_A_LINE);
    ByteBuffer end = ByteBuffer.allocate((int) (size - from));
    while (end.hasRemaining() && channel.read(end, from + end.position()) >= 0) {
      // The rest is read next.
    }
    byte[] octets = end.array();
    int last = end.position() - 1;
    lineIsCut = last >= 0 && octets[last] != END;
    while (last >= 0 && octets[last] != END) {
      last--;
    }
    int begin = last - 1;
    while (begin >= 0 && octets[begin] != END) {
      begin--;
    }
    boolean whole = last > 0 && (begin >= 0 || from == 0);
    return whole ? Optional.of(Arrays.copyOfRange(octets, begin + 1, last)) : Optional.empty();
  }

  /** It was moved away or replaced, which is seen within 100 ms, or somebody else changed it. */
  @Override
  public boolean moved() {
    try {
      if (channel.size() != size) {
        return true;
      }
      long now = System.nanoTime();
      if (now - looked < BETWEEN_LOOKS) {
        return false;
      }
      looked = now;
      return !Objects.equals(identity, identity());
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void append(ByteBuffer lines) throws IOException {
    try {
      long at = lineIsCut ? endCutLine() : size;
      while (lines.hasRemaining()) {
        at += channel.write(lines, at);
      }
      size = at;
    } catch (IOException e) {
      takeBack();
      throw e;
    }
  }

  /**
   * A line that was cut stays for who looks for the reason; the next one is not to be part of it.
   */
  private long endCutLine() throws IOException {
    channel.write(ByteBuffer.wrap(new byte[] {END}), size);
    lineIsCut = false;
    size++;
    return size;
  }

  private void takeBack() throws IOException {
    if (channel.size() > size) {
      channel.truncate(size);
    }
  }

  @Override
  public void close() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // What was accepted stays accepted; nothing more is written through it.
      }
      channel = null;
    }
  }
}
