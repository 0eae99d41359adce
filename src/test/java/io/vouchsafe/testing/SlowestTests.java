package io.vouchsafe.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Prints how long the ten slowest test classes and the ten slowest single tests took, once a run.
 *
 * <p>Where a run takes several JVMs, {@code -Dtest-times.file=FILE} collects what each of them
 * measured, and only that with {@code -Dtest-times.print=true} prints, of the whole file.
 */
public final class SlowestTests implements TestExecutionListener {
  private static final int SHOWN = 10;

  /** One measured test or class. */
  private record Row(boolean single, long millis, String name) {
    String line() {
      return "%s\t%d\t%s".formatted(single ? "test" : "class", millis, name.replaceAll("\\s", " "));
    }

    static Row of(String line) {
      String[] fields = line.split("\t", 3);
      return new Row(fields[0].equals("test"), Long.parseLong(fields[1]), fields[2]);
    }
  }

  private final Map<String, Long> started = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Row> rows = new ConcurrentLinkedQueue<>();
  private final PrintStream out;
  private final Optional<Path> file;
  private final boolean prints;

  /** Made by JUnit, by {@code META-INF/services}. */
  public SlowestTests() {
    this(
        System.out,
        Optional.ofNullable(System.getProperty("test-times.file")).map(Path::of),
        Boolean.parseBoolean(System.getProperty("test-times.print", "true")));
  }

  SlowestTests(PrintStream out, Optional<Path> file, boolean prints) {
    this.out = out;
    this.file = file;
    this.prints = prints;
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    started.put(test.getUniqueId(), System.nanoTime());
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    long millis = (System.nanoTime() - started.remove(test.getUniqueId())) / 1_000_000;
    test.getSource()
        .flatMap(source -> name(test, source))
        .ifPresent(name -> rows.add(new Row(test.isTest(), millis, name)));
  }

  private static Optional<String> name(TestIdentifier test, TestSource source) {
    return switch (source) {
      case ClassSource type when test.isContainer() -> Optional.of(simple(type.getClassName()));
      case MethodSource method when test.isTest() ->
          Optional.of(simple(method.getClassName()) + "." + named(method, test.getDisplayName()));
      default -> Optional.empty();
    };
  }

  /** The display name says more than the method's where the test has parameters. */
  private static String named(MethodSource method, String displayName) {
    return displayName.startsWith(method.getMethodName() + "(")
        ? method.getMethodName()
        : method.getMethodName() + " " + displayName;
  }

  private static String simple(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    List<Row> measured = file.map(this::collected).orElseGet(() -> List.copyOf(rows));
    rows.clear();
    if (prints && !measured.isEmpty()) {
      out.print(
          table("classes", measured.stream().filter(row -> !row.single()).toList())
              + table("tests", measured.stream().filter(Row::single).toList()));
      out.flush();
    }
  }

  private List<Row> collected(Path path) {
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      append(path, rows.stream().map(row -> row.line() + "\n").collect(joining()));
      return Files.readAllLines(path).stream().map(Row::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of two JVMs that append, one waits; a name may hold what no encoding has. */
  private static void append(Path path, String lines) throws IOException {
    try (FileChannel file =
            FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        FileLock lock = file.lock()) {
      ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(UTF_8));
      while (bytes.hasRemaining() && lock.isValid()) {
        file.write(bytes);
      }
    }
  }

  private static String table(String what, List<Row> rows) {
    StringBuilder table = new StringBuilder("The slowest " + what + ", in seconds:%n".formatted());
    rows.stream()
        .sorted(Comparator.comparingLong(Row::millis).reversed())
        .limit(SHOWN)
        .forEach(row -> table.append("%9.1f  %s%n".formatted(row.millis() / 1000.0, row.name())));
    return table.toString();
  }
}
