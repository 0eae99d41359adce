package io.vouchsafe.agent;

import static io.vouchsafe.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchsafe.testing.WorkloadProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code vouchsafe agent} as a process of its own. */
final class RunningAgent implements AutoCloseable {
  private static final long LONGEST_SECONDS = 60;

  private final Process process;
  private final Path err;

  private RunningAgent(Process process, Path err) {
    this.process = process;
    this.err = err;
  }

  static RunningAgent start(Map<String, String> variables, String... arguments) {
    try {
      Path out = Files.createTempFile("vouchsafe-agent-", ".out");
      Path err = Files.createTempFile("vouchsafe-agent-", ".err");
      String[] all =
          Stream.concat(Stream.of("agent"), Arrays.stream(arguments)).toArray(String[]::new);
      return new RunningAgent(WorkloadProgram.builder(variables, all, out, err).start(), err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String err() {
    try {
      return Files.readString(err, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its lines on standard error that have these words. */
  List<String> lines(String words) {
    return err().lines().filter(line -> line.contains(words)).toList();
  }

  /** Waits for a line with these words, and returns it. */
  String says(String words) {
    eventually(() -> "the agent says " + words + ": " + err(), () -> !lines(words).isEmpty());
    return lines(words).getFirst();
  }

  long pid() {
    return process.pid();
  }

  boolean running() {
    return process.isAlive();
  }

  /** Has it end itself. */
  int terminate() {
    process.destroy();
    return ended();
  }

  void kill() {
    process.destroyForcibly();
    ended();
  }

  int ended() {
    try {
      if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("the agent does not end: " + err());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
