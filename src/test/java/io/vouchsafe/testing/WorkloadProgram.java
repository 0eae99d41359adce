package io.vouchsafe.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The program {@code vouchsafe} as this build made it, or as {@code VOUCHSAFE_PROGRAM} names it:
 * the native one beside a native service, else the jar.
 */
public final class WorkloadProgram {
  private static final String GIVEN = System.getenv("VOUCHSAFE_PROGRAM");
  private static final long LONGEST_SECONDS = 120;

  private WorkloadProgram() {}

  /** What a run left: each stream for itself. */
  public record Ran(int status, String out, String err) {
    /** The one line of standard output. */
    public String line() {
      return out.strip();
    }
  }

  /** The command that runs it. */
  public static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(program());
    command.addAll(List.of(arguments));
    return command;
  }

  private static List<String> program() {
    if (GIVEN != null) {
      return List.of(GIVEN);
    }
    Path binary = Repository.TARGET.resolve("vouchsafe");
    return command(Artifact.current().binary() && Files.isExecutable(binary) ? binary : jar());
  }

  /** The command that runs a jar or a native program. */
  public static List<String> command(Path program) {
    return program.toString().endsWith(".jar")
        ? List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-jar",
            program.toString())
        : List.of(program.toString());
  }

  /** What {@code VOUCHSAFE_PROGRAM} names. */
  public static Optional<Path> given() {
    return Optional.ofNullable(GIVEN).map(Path::of);
  }

  /** The jar of this build. */
  public static Path jar() {
    return Repository.TARGET.resolve("vouchsafe.jar");
  }

  /** Runs it to its end, with nothing but these variables and {@code PATH} in its environment. */
  public static Ran run(Map<String, String> variables, String... arguments) {
    try {
      Path out = Files.createTempFile("vouchsafe-", ".out");
      Path err = Files.createTempFile("vouchsafe-", ".err");
      try {
        Process process = builder(variables, arguments, out, err).start();
        if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError("vouchsafe did not end: " + Files.readString(err));
        }
        return new Ran(
            process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A run whose streams go to these files. */
  public static ProcessBuilder builder(
      Map<String, String> variables, String[] arguments, Path out, Path err) {
    ProcessBuilder builder =
        new ProcessBuilder(command(arguments))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().retainAll(List.of("PATH", "HOME", "TMPDIR"));
    builder.environment().putAll(variables);
    return builder;
  }
}
