package io.vouchsafe.hostile;

import io.vouchsafe.testing.Artifact;
import io.vouchsafe.testing.Flags;
import io.vouchsafe.testing.Processes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** {@code dev/hostile}: the rows of {@link Row}, for longer, each against a service of its own. */
public final class Hostile {
  private static final int PAIRS = 5;
  private static final int MOST_PAIRS = 50;
  private static final int SECONDS = 3;
  private static final int MOST_SECONDS = 600;

  private Hostile() {}

  /** Ends with 0 only if no row had a complaint. */
  public static void main(String[] arguments) {
    Flags flags =
        new Flags("hostile", arguments, Set.of("--artifact", "--pairs", "--seconds"), Set.of());
    int pairs = flags.number("--pairs", "number of pairs", PAIRS, MOST_PAIRS);
    int seconds = flags.number("--seconds", "number of seconds", SECONDS, MOST_SECONDS);
    if (flags.has("--artifact")) {
      System.setProperty(Artifact.PROPERTY, artifact(flags));
    }
    int failed = run(rows(flags), new Trial(pairs, Duration.ofSeconds(seconds)));
    System.exit(failed == 0 ? 0 : 1);
  }

  private static String artifact(Flags flags) {
    Path path = Path.of(flags.value("--artifact", "")).toAbsolutePath();
    if (!Files.exists(path)) {
      throw flags.failed(
          "there is no %s; --artifact takes a quarkus-run.jar, its folder, or a native program"
              .formatted(path));
    }
    return path.toString();
  }

  private static List<Row> rows(Flags flags) {
    List<String> names = Row.all().stream().map(Row::name).toList();
    for (String name : flags.others()) {
      if (!names.contains(name)) {
        throw flags.misused(
            "there is no row %s; there are %s".formatted(name, String.join(" ", names)));
      }
    }
    return Row.all().stream()
        .filter(row -> flags.others().isEmpty() || flags.others().contains(row.name()))
        .toList();
  }

  private static int run(List<Row> rows, Trial trial) {
    System.out.println(Result.head());
    int failed = 0;
    for (Row row : rows) {
      List<String> complaints = run(row, trial);
      complaints.forEach(complaint -> System.out.println("    " + complaint));
      failed += complaints.isEmpty() ? 0 : 1;
    }
    System.out.printf("%d of %d rows are well%n", rows.size() - failed, rows.size());
    return failed;
  }

  private static List<String> run(Row row, Trial trial) {
    try (Target target = Target.start("hostile-" + row.name())) {
      Result result = trial.run(target, row);
      System.out.println(result.line());
      return result.complaints();
    } catch (RuntimeException | AssertionError e) {
      if (Processes.isInterrupted()) {
        System.exit(1);
      }
      System.out.printf("%-14s could not be run%n", row.name());
      return List.of(e.toString());
    }
  }
}
