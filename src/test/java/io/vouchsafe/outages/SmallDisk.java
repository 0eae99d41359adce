package io.vouchsafe.outages;

import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A file system of its own, in memory, that can be filled and emptied. */
final class SmallDisk implements AutoCloseable {
  private static final String SIZE = "32m";

  private final Path folder;

  SmallDisk() {
    try {
      folder = Files.createDirectories(Repository.TARGET.resolve("small-disk"));
      run("mount", "-t", "tmpfs", "-o", "mode=700,size=" + SIZE, "tmpfs", folder.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Processes.afterwards(this::unmount);
  }

  /** Whether this machine allows one. */
  static boolean possible() {
    try (SmallDisk disk = new SmallDisk()) {
      return Files.exists(disk.folder);
    } catch (IllegalStateException | UncheckedIOException refused) {
      return false;
    }
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Leaves no octet on it. */
  void fill() {
    byte[] octets = new byte[4096];
    try (OutputStream out = Files.newOutputStream(file("filling"))) {
      while (true) {
        out.write(octets);
      }
    } catch (IOException full) {
      // that was the aim
    }
  }

  /** Makes room. */
  void empty() {
    try {
      Files.deleteIfExists(file("filling"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(String... command) {
    Processes.said(List.of(command), Map.of(), Repository.ROOT);
  }

  private synchronized void unmount() {
    if (Files.exists(folder)) {
      try {
        new ProcessBuilder("umount", "-l", folder.toString()).start().waitFor();
        Files.deleteIfExists(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    unmount();
  }
}
