package io.vouchsafe.outages;

import io.vouchsafe.testing.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A control group below this process' own, of version 1 or 2, whose processes the kernel kills when
 * they need more memory than it has.
 */
final class MemoryGroup implements AutoCloseable {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final int TRIES = 50;

  private final Path folder;

  /**
   * @param megabytes what its processes may have
   */
  MemoryGroup(String name, int megabytes) {
    try {
      Path own = own();
      folder = Files.createDirectory(own.resolve(name + "-" + ProcessHandle.current().pid()));
      try {
        boolean first = Files.exists(folder.resolve("memory.limit_in_bytes"));
        String file = first ? "memory.limit_in_bytes" : "memory.max";
        Files.writeString(folder.resolve(file), Long.toString((long) megabytes << 20));
      } catch (IOException e) {
        close();
        throw e;
      }
      Processes.afterwards(this::close);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path own() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("/proc/self/cgroup"));
    for (String line : lines) {
      String[] parts = line.split(":", 3);
      if (List.of(parts[1].split(",")).contains("memory")) {
        return below(ROOT.resolve("memory"), parts[2]);
      }
    }
    return below(ROOT, lines.getLast().split(":", 3)[2]);
  }

  /** In a container the path may be that of its host. */
  private static Path below(Path root, String path) {
    Path own = Path.of(root + path);
    return Files.isDirectory(own) ? own : root;
  }

  /** Whether this machine allows one. */
  static boolean possible() {
    try (MemoryGroup group = new MemoryGroup("try", 64)) {
      return Files.isWritable(group.folder.resolve("cgroup.procs"));
    } catch (UncheckedIOException refused) {
      return false;
    }
  }

  /** From now on what this process takes counts here. */
  void take(Process process) {
    try {
      Files.writeString(folder.resolve("cgroup.procs"), Long.toString(process.pid()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its processes have to have ended; the kernel may need a moment to see it. */
  @Override
  public void close() {
    for (int i = 0; i < TRIES && Files.exists(folder); i++) {
      try {
        Files.delete(folder);
      } catch (IOException busy) {
        Processes.pause(Duration.ofMillis(100));
      }
    }
  }
}
