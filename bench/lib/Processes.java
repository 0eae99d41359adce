import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The child processes, none of which outlives this one. */
final class Processes {
  private static final Set<Process> RUNNING = new LinkedHashSet<>();
  private static boolean ending;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Processes::end));
  }

  private Processes() {}

  /**
   * @param environment on top of what this process has, but for what would configure Vault's
   *     clients or the service
   * @param log where both of its outputs go
   */
  static synchronized Process start(
      List<String> command, Map<String, String> environment, Path directory, Path log) {
    if (ending) {
      throw new IllegalStateException("interrupted");
    }
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(BAO|VAULT|QUARKUS|VOUCHSAFE|JAVA_TOOL|JDK_JAVA)_.*"));
    builder.environment().putAll(environment);
    try {
      var process = builder.start();
      RUNNING.add(process);
      return process;
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot start " + command.getFirst() + ": " + e.getMessage(), e);
    }
  }

  /** Runs it to its end. */
  static void run(List<String> command, Map<String, String> environment, Path directory, Path log) {
    var process = start(command, environment, directory, log);
    try {
      int status = process.waitFor();
      forget(process);
      if (status != 0) {
        throw new IllegalStateException(
            "%s ended with %d:\n%s".formatted(String.join(" ", command), status, tail(log)));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until {@code ready}, looking every 50 ms. */
  static void await(String what, Process process, Path log, Duration limit, BooleanSupplier ready) {
    long until = System.nanoTime() + limit.toNanos();
    while (!ready.getAsBoolean()) {
      if (!process.isAlive()) {
        throw new IllegalStateException("%s ended at its start:\n%s".formatted(what, tail(log)));
      }
      if (System.nanoTime() > until) {
        throw new IllegalStateException(
            "%s was not ready within %d s:\n%s".formatted(what, limit.toSeconds(), tail(log)));
      }
      pause(Duration.ofMillis(50));
    }
  }

  static void stop(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        kill(process);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    forget(process);
  }

  /** Without giving it time to tidy up. */
  static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    forget(process);
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static synchronized boolean ending() {
    return ending;
  }

  private static synchronized void forget(Process process) {
    RUNNING.remove(process);
  }

  private static String tail(Path log) {
    try (var lines = Files.lines(log)) {
      var all = lines.toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - 8), all.size()));
    } catch (IOException e) {
      return "(no log)";
    }
  }

  private static synchronized void end() {
    ending = true;
    RUNNING.stream().flatMap(Process::descendants).forEach(ProcessHandle::destroy);
    RUNNING.forEach(Process::destroy);
    for (var process : RUNNING) {
      try {
        if (!process.waitFor(3, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
      }
    }
  }
}
