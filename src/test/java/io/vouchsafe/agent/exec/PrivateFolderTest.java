package io.vouchsafe.agent.exec;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.agent.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFolderTest {
  @TempDir private Path folder;

  @Test
  void itGoesWithWhatAChildPutThere() throws Exception {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.createFile(outside.resolve("kept"));
    Surroundings surroundings =
        new Surroundings(
            Map.of("XDG_RUNTIME_DIR", folder.toString()),
            System.out,
            System.err,
            InstantSource.system());
    Path made;
    try (PrivateFolder tokens = PrivateFolder.create(surroundings)) {
      made = tokens.path();
      tokens.write(made.resolve("token"), "a");
      Files.createDirectories(made.resolve("a/b"));
      Files.createFile(made.resolve("a/b/c"));
      Files.createSymbolicLink(made.resolve("link"), outside);
    }

    assertFalse(Files.exists(made));
    assertTrue(Files.exists(outside.resolve("kept")));
  }
}
