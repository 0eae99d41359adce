package io.vouchsafe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Child processes, none of which outlives this JVM. */
public final class Processes {
  private static final Duration TO_END = Duration.ofSeconds(10);
  private static final Duration TO_END_WITH_JVM = Duration.ofSeconds(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
  private static final Duration AFTER_AN_INTERRUPT = Duration.ofMillis(300);
  private static final int LINES_TOLD = 8;
  private static final Path NOTHING = Path.of("/dev/null");
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Set<Process> RUNNING = new LinkedHashSet<>();
  private static final List<Runnable> AFTERWARDS = new CopyOnWriteArrayList<>();
  private static boolean ending;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Processes::endAll, "end-child-processes"));
  }

  private Processes() {}

  /** A process that did not do what it is for; the message has the end of its log. */
  public static final class Failed extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** What failed, what was expected of it, what came instead, and where its log is. */
    public Failed(String what, String expected, String came, Path log) {
      super(
          "%s failed%n  expected: %s%n  came:     %s%n  log:      %s%s"
              .formatted(what, expected, came, log, tail(log)));
    }
  }

  /**
   * Starts a process with an empty input.
   *
   * @param environment beside that of this JVM, which is passed on without what would configure
   *     Vault's clients, the service or a JVM
   * @param log where both outputs go, for its owner only, since Vault's has its root token; it is
   *     emptied first, and may be emptied while it is written; a device is left as it is
   */
  public static synchronized Process start(
      List<String> command, Map<String, String> environment, Path directory, Path log) {
    if (ending) {
      throw new IllegalStateException("this JVM is ending");
    }
    try {
      if (!isDevice(log)) {
        Files.deleteIfExists(log);
        Files.createFile(log, OWNER_ONLY);
      }
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(directory.toAbsolutePath().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .redirectInput(NOTHING.toFile());
      builder
          .environment()
          .keySet()
          .removeIf(name -> name.matches("(BAO|VAULT|QUARKUS|VOUCHSAFE|JAVA_TOOL|JDK_JAVA)_.*"));
      builder.environment().putAll(environment);
      Process process = builder.start();
      RUNNING.add(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.getFirst(), e);
    }
  }

  private static boolean isDevice(Path log) {
    return Files.exists(log) && !Files.isRegularFile(log);
  }

  /**
   * Runs a process to its end.
   *
   * @return what it printed
   * @throws Failed if it does not end with 0
   */
  public static String run(
      List<String> command, Map<String, String> environment, Path directory, Path log) {
    Process process = start(command, environment, directory, log);
    try {
      int status = process.waitFor();
      forget(process);
      if (status != 0) {
        throw new Failed(String.join(" ", command), "0", "exit status " + status, log);
      }
      return Files.readString(log);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs a process to its end, as {@link #run} does, and keeps no log.
   *
   * @return what it printed
   * @throws Failed if it does not end with 0
   */
  public static String said(List<String> command, Map<String, String> environment, Path directory) {
    try {
      Path log = Files.createTempFile("said-", ".txt");
      try {
        return run(command, environment, directory, log);
      } finally {
        Files.deleteIfExists(log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns when {@code ready} holds, which is asked every 50 ms.
   *
   * @throws Failed if the process ends before, or if it takes longer than {@code limit}
   */
  public static void await(
      String what, Process process, Path log, Duration limit, BooleanSupplier ready) {
    await(what, process, log, limit, ready, () -> "it is not");
  }

  /**
   * The same.
   *
   * @param why says what keeps it from being ready
   */
  public static void await(
      String what,
      Process process,
      Path log,
      Duration limit,
      BooleanSupplier ready,
      Supplier<String> why) {
    long until = System.nanoTime() + limit.toNanos();
    while (!ready.getAsBoolean()) {
      if (!process.isAlive()) {
        String came = "it ended with " + process.exitValue();
        throw new Failed("starting " + what, "a process that goes on running", came, log);
      }
      if (System.nanoTime() > until) {
        String expected = "ready within %d s".formatted(limit.toSeconds());
        throw new Failed("starting " + what, expected, why.get(), log);
      }
      pause(BETWEEN_LOOKS);
    }
  }

  /** Ends a process and those it started: asks, and kills what is left after ten seconds. */
  public static void stop(Process process) {
    stop(process, TO_END);
    forget(process);
  }

  private static void stop(Process process, Duration patience) {
    List<ProcessHandle> children = process.descendants().toList();
    children.forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        kill(process);
      }
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
    }
  }

  /** Ends a process and those it started as a crash does: at once, with nothing put in order. */
  public static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    forget(process);
  }

  /** Waits for so long; an interrupt ends it with an {@link IllegalStateException}. */
  public static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Returns when a thread has ended by itself, after half a minute at the latest. */
  public static void awaitEnd(Thread thread) {
    try {
      thread.join(Duration.ofSeconds(30));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Whether the JVM is ending, so that what failed did so for that. A terminal interrupts child
   * processes in the same instant, so they may end a little before this JVM knows; it waits that
   * long.
   */
  public static boolean isInterrupted() {
    pause(AFTER_AN_INTERRUPT);
    return isEnding();
  }

  private static synchronized boolean isEnding() {
    return ending;
  }

  /** Runs this when the JVM ends and all child processes have ended. */
  public static void afterwards(Runnable work) {
    AFTERWARDS.add(work);
  }

  private static synchronized void forget(Process process) {
    RUNNING.remove(process);
  }

  private static synchronized List<Process> beginToEnd() {
    ending = true;
    return new ArrayList<>(RUNNING).reversed();
  }

  /** What was started last ends first. */
  private static void endAll() {
    beginToEnd().forEach(process -> stop(process, TO_END_WITH_JVM));
    AFTERWARDS.forEach(Runnable::run);
  }

  private static String tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      StringBuilder text = new StringBuilder();
      lines
          .subList(Math.max(0, lines.size() - LINES_TOLD), lines.size())
          .forEach(line -> text.append(System.lineSeparator()).append("    | ").append(line));
      return text.toString();
    } catch (IOException none) {
      return "";
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException(e);
  }
}
