package io.vouchsafe.testing;

import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A pipe in the file system that has something for the first who reads it. */
public final class NamedPipe implements AutoCloseable {
  private final Path path;
  private final Thread writer;

  private NamedPipe(Path path, byte[] content) {
    this.path = path;
    this.writer = Thread.ofPlatform().daemon().name("pipe-writer").start(() -> write(content));
  }

  /** Makes a pipe in place of what is there. Who opens one side of it waits for the other. */
  public static void make(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Processes.said(List.of("mkfifo", path.toString()), Map.of(), Path.of(""));
  }

  /** Makes one that has this content. */
  public static NamedPipe holding(Path path, byte[] content) {
    make(path);
    return new NamedPipe(path, content);
  }

  private void write(byte[] content) {
    try (FileChannel out = FileChannel.open(path, WRITE)) {
      out.write(ByteBuffer.wrap(content));
    } catch (IOException nobodyReads) {
      return;
    }
  }

  /** Whether its writer waits still. */
  public boolean isUnread() {
    return writer.isAlive();
  }

  /** Ends its writer, if nobody has read it, and removes it. */
  @Override
  public void close() throws IOException {
    try (RandomAccessFile both = new RandomAccessFile(path.toFile(), "rw")) {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Files.delete(path);
  }
}
