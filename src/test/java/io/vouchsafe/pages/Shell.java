package io.vouchsafe.pages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs commands as a reader of the pages does.
 *
 * @param folder the working directory
 * @param environment beside that of this JVM
 */
record Shell(Path folder, Map<String, String> environment) {

  /** In the folder of this repository. */
  static Shell atTheRoot() {
    return new Shell(Repository.ROOT, Map.of());
  }

  /** How a command ended and what it printed. */
  record Ended(int status, String output, String errors) {

    Ended well() {
      assertEquals(0, status, this::toString);
      return this;
    }

    Ended badly() {
      assertNotEquals(0, status, this::toString);
      return this;
    }

    Ended saying(String text) {
      assertTrue((output + errors).contains(text), () -> "'" + text + "' in: " + this);
      return this;
    }
  }

  /** The same with more in the environment. */
  Shell with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(more);
    return new Shell(folder, all);
  }

  /** Runs a script of bash to its end. */
  Ended bash(String script) {
    return run("bash", "-c", script);
  }

  /** Runs a command to its end, with an empty input. */
  Ended run(String... command) {
    try {
      Path output = Files.createTempFile("output-", ".txt");
      Path errors = Files.createTempFile("errors-", ".txt");
      try {
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        int status = builder.start().waitFor();
        return new Ended(status, read(output), read(errors));
      } finally {
        Files.deleteIfExists(output);
        Files.deleteIfExists(errors);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(Arrays.toString(command), e);
    }
  }

  /** Whether the command can be run here at all. */
  static boolean has(String... command) {
    try {
      return atTheRoot().run(command).status() == 0;
    } catch (IllegalStateException noSuchProgram) {
      return false;
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, UTF_8);
  }

  /** A folder's path below this one, with files in it as given: name, text, name, text. */
  static void write(Path folder, List<String> namesAndTexts) throws IOException {
    for (int i = 0; i < namesAndTexts.size(); i += 2) {
      Path file = folder.resolve(namesAndTexts.get(i));
      Files.createDirectories(file.getParent());
      Files.writeString(file, namesAndTexts.get(i + 1));
      assertTrue(file.toFile().setExecutable(true));
    }
  }
}
