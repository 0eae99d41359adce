package io.vouchsafe.agent.exec;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder that its owner alone can enter, in memory where the system has a place for that ({@code
 * XDG_RUNTIME_DIR}, {@code /dev/shm}); gone with all that is in it when it is closed.
 */
public record PrivateFolder(Path path) implements AutoCloseable {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  /**
   * Makes one.
   *
   * @throws Fault if it cannot be made
   */
  public static PrivateFolder create(Surroundings surroundings) throws Fault {
    Path parent = parent(surroundings);
    try {
      return new PrivateFolder(Files.createTempDirectory(parent, "vouchsafe-"));
    } catch (IOException e) {
      throw Fault.file(
          "no folder for tokens can be made in %s (%s); set TMPDIR or XDG_RUNTIME_DIR to one that can be written"
              .formatted(parent, e.getClass().getSimpleName()),
          e);
    }
  }

  private static Path parent(Surroundings surroundings) {
    Optional<Path> own =
        surroundings.variable("XDG_RUNTIME_DIR").map(Path::of).filter(Files::isWritable);
    return own.or(() -> Optional.of(SHARED_MEMORY).filter(Files::isWritable))
        .or(() -> surroundings.variable("TMPDIR").map(Path::of))
        .orElse(Path.of("/tmp"));
  }

  void write(Path file, String content) throws Fault {
    try {
      Files.createFile(file, OWNER_ONLY);
      Files.writeString(file, content, UTF_8, StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException e) {
      throw Fault.file(
          "%s cannot be written (%s)".formatted(file, e.getClass().getSimpleName()), e);
    }
  }

  /** What a child put there goes too; what cannot be removed keeps nothing else. */
  @Override
  public void close() {
    try (Stream<Path> found = Files.walk(path)) {
      found.sorted(Comparator.reverseOrder()).forEach(PrivateFolder::delete);
    } catch (IOException | UncheckedIOException e) {
      // What is left holds tokens that expire, and only its owner can read it.
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // As above.
    }
  }
}
