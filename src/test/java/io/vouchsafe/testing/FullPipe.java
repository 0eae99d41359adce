package io.vouchsafe.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A pipe in the file system that is full: who writes to it waits until it is drained. */
public final class FullPipe {
  private static final int CHUNK = 1 << 12;

  private final Path path;
  private volatile boolean drained;

  private FullPipe(Path path) {
    this.path = path;
  }

  /** Makes one in place of what is there. */
  public static FullPipe make(Path path) {
    NamedPipe.make(path);
    FullPipe pipe = new FullPipe(path);
    Thread.ofPlatform().daemon().name("pipe-filler").start(pipe::fill);
    return pipe;
  }

  /** Who opens both sides of a pipe does not wait for anybody. */
  private void fill() {
    try (RandomAccessFile both = new RandomAccessFile(path.toFile(), "rw")) {
      while (!drained) {
        both.write(new byte[CHUNK]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on whatever is written to it is read, until nobody has it open. */
  public void drain() {
    drained = true;
    Thread.ofPlatform().daemon().name("pipe-reader").start(this::read);
  }

  private void read() {
    try (InputStream in = Files.newInputStream(path)) {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
