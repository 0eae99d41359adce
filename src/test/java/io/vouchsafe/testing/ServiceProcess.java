package io.vouchsafe.testing;

import static io.vouchsafe.testing.Eventually.eventually;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The packaged service as a process of its own, as it is deployed. In tests its log is {@code
 * target/service-NAME.log}. It ends with {@link #close} or with the JVM.
 */
public final class ServiceProcess implements AutoCloseable {
  private static final String DELAY = "vouchsafe.http.shutdown-delay";

  private final Process process;
  private final Path log;

  private ServiceProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts it with these properties. */
  public static ServiceProcess start(String name, Map<String, String> properties) {
    return start(name, properties, Map.of());
  }

  /** Starts it with these properties and environment variables. */
  public static ServiceProcess start(
      String name, Map<String, String> properties, Map<String, String> environment) {
    return start(Path.of(""), name, properties, environment);
  }

  private static ServiceProcess start(
      Path directory,
      String name,
      Map<String, String> properties,
      Map<String, String> environment) {
    List<String> command = Artifact.current().command(options(properties));
    return start(command, environment, directory, logOf(name));
  }

  /**
   * Nobody balances over it, so that it need not wait before it stops; where the delay is empty,
   * nobody has set it.
   */
  private static List<String> options(Map<String, String> properties) {
    Map<String, String> all = new TreeMap<>(properties);
    all.putIfAbsent(DELAY, "0s");
    all.remove(DELAY, "");
    return all.entrySet().stream()
        .map(entry -> "-D" + entry.getKey() + "=" + entry.getValue())
        .toList();
  }

  private static Path logOf(String name) {
    return Repository.TARGET.resolve("service-" + name + ".log");
  }

  /** Starts it by a command of {@link Artifact}. */
  public static ServiceProcess start(
      List<String> command, Map<String, String> environment, Path directory, Path log) {
    return new ServiceProcess(Processes.start(command, environment, directory, log), log);
  }

  /** Starts it on this stage, with these properties beside the stage's, and waits for its ports. */
  public static ServiceProcess on(Stage stage, String name, Map<String, String> properties) {
    return on(stage, Path.of(""), name, properties);
  }

  /** The same, in this working directory. */
  public static ServiceProcess on(
      Stage stage, Path directory, String name, Map<String, String> properties) {
    return ready(start(directory, name, properties, Map.of()), stage);
  }

  /** The same, in a JVM with these flags where it runs in one. */
  public static ServiceProcess on(
      Stage stage, String name, Map<String, String> properties, List<String> jvmFlags) {
    List<String> command = Artifact.current().command(jvmFlags, options(properties));
    return ready(start(command, Map.of(), Path.of(""), logOf(name)), stage);
  }

  private static ServiceProcess ready(ServiceProcess service, Stage stage) {
    eventually(
        () -> "the service on its ports, see " + service.log,
        () -> {
          if (!service.running()) {
            throw new AssertionError("the service ended at its start: " + service.output());
          }
          return Http.isGood(stage.managementUrl() + "/q/health/started");
        });
    return service;
  }

  /** What it has printed so far, but for the records of the audit. */
  public String output() {
    return AuditLines.without(printed());
  }

  /** The records of the audit that it has printed so far, each a line. */
  public List<String> records() {
    return AuditLines.of(printed());
  }

  private String printed() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where its output goes. */
  public Path log() {
    return log;
  }

  /** Its process. */
  public Process process() {
    return process;
  }

  public boolean running() {
    return process.isAlive();
  }

  /** Its exit status, once it has ended. */
  public int exitStatus() {
    eventually("the end of the process that writes " + log, () -> !process.isAlive());
    return process.exitValue();
  }

  /** Ends it as a crash does: at once, with nothing put in order. */
  public void kill() {
    Processes.kill(process);
  }

  @Override
  public void close() {
    Processes.stop(process);
  }
}
