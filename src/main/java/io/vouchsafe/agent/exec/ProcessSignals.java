package io.vouchsafe.agent.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Signals to a child. The JDK can send TERM alone; others are sent by the system's {@code kill}, or
 * that of its shell, and where there is neither, the child gets TERM in their place.
 */
final class ProcessSignals {
  private static final String TERM = "TERM";
  private static final long LONGEST_SECONDS = 5;
  private static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");
  private static final String TERMINALS = "/dev/(pts/|tty|console).*";

  private ProcessSignals() {}

  /**
   * Sends a signal.
   *
   * @param name such as {@code INT}
   */
  static void send(Process child, String name) {
    String process = Long.toString(child.pid());
    boolean sent =
        !name.equals(TERM)
            && (done("kill", "-" + name, process)
                || done("sh", "-c", "kill -%s %s".formatted(name, process)));
    if (!sent) {
      child.destroy();
    }
  }

  private static boolean done(String... command) {
    try {
      Process sending =
          new ProcessBuilder(List.of(command))
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return sending.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) && sending.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether standard input is a terminal, as far as that can be told. */
  @SuppressWarnings("SystemConsoleNull") // it does return null where there is no terminal
  static boolean readsFromTerminal() {
    try {
      return Files.readSymbolicLink(STANDARD_INPUT).toString().matches(TERMINALS);
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null && System.console().isTerminal();
    }
  }
}
