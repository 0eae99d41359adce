package io.vouchsafe.pages;

import io.vouchsafe.testing.Artifact;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A running {@code dev/up} on ports of its own, with the program under test. */
record DevUp(Process process, Path log) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Starts it with settings of one's own, and waits until it says that it is ready. */
  static DevUp start(Path config) {
    Artifact program = Artifact.current();
    Path log = Repository.TARGET.resolve("dev-up.log");
    Ports ports = Ports.free();
    List<String> command =
        List.of(
            Repository.ROOT.resolve("dev/up").toString(),
            "--port=" + ports.http(),
            "--management-port=" + ports.management(),
            "--vault-port=" + Ports.free().http(),
            "--config",
            config.toString());
    String variable = program.binary() ? "VOUCHSAFE_BINARY" : "VOUCHSAFE_JAR";
    Process process =
        Processes.start(command, Map.of(variable, program.path().toString()), Repository.ROOT, log);
    DevUp up = new DevUp(process, log);
    Processes.await("dev/up", process, log, PATIENCE, () -> up.output().contains("\nNext, in"));
    return up;
  }

  /** What it has printed so far. */
  String output() {
    try {
      return Files.exists(log) ? "\n" + Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The commands that it says come next. */
  String next() {
    String output = output();
    int from = output.indexOf("Next, in another terminal:");
    return output.substring(output.indexOf('\n', from), output.indexOf("Ctrl-C ends it", from));
  }

  @Override
  public void close() {
    Processes.stop(process);
  }
}
