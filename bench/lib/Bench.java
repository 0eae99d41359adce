import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Measures what bench/README.md describes; started by bench/run. */
final class Bench {
  private static final Map<String, Consumer<Figures>> FIGURES = new LinkedHashMap<>();

  static {
    FIGURES.put("tokens", Figures::tokens);
    FIGURES.put("vault-cost", Figures::vaultCost);
    FIGURES.put("service-cost", Figures::serviceCost);
    FIGURES.put("batch", Figures::batch);
    FIGURES.put("rs256", Figures::rs256);
    FIGURES.put("idle", Figures::idle);
    FIGURES.put("overload", Figures::overload);
    FIGURES.put("jwks", Figures::jwks);
    FIGURES.put("memory", Figures::memory);
    FIGURES.put("cold", Figures::cold);
    FIGURES.put("peers", Figures::peers);
  }

  private Bench() {}

  public static void main(String[] args) throws IOException {
    var root = Path.of(System.getenv("BENCH_ROOT"));
    var lock = FileChannel.open(root.resolve("target/bench/lock"), CREATE, WRITE);
    if (lock.tryLock() == null) {
      System.err.println("run: it runs already from this folder");
      System.exit(1);
    }
    measure(root, args);
  }

  private static void measure(Path root, String[] args) throws IOException {
    var workshop =
        new Workshop(
            root,
            Path.of(System.getenv("BENCH_BAO")),
            artifact("VOUCHSAFE_BINARY", "VOUCHSAFE_JAR")
                .map(artifact -> artifact.with(settings("BENCH_SET")))
                .orElseThrow(),
            artifact("BENCH_BARE_BINARY", "BENCH_BARE_JAR"),
            artifact("BENCH_AGAINST_BINARY", "BENCH_AGAINST_JAR")
                .map(artifact -> artifact.with(settings("BENCH_AGAINST_SET"))),
            Duration.ofSeconds(Long.parseLong(System.getenv("BENCH_SECONDS"))),
            Integer.parseInt(System.getenv("BENCH_ROUNDS")));
    var report = new Report(workshop);
    var failures = new ArrayList<String>();
    var chosen = List.of(args);
    if (workshop.against().isPresent()) {
      compare(workshop, report, chosen, failures);
    } else {
      measure(workshop, report, chosen, failures);
    }
    if (!failures.isEmpty()) {
      System.exit(1);
    }
  }

  private static void measure(
      Workshop workshop, Report report, List<String> chosen, List<String> failures)
      throws IOException {
    try (var figures = new Figures(workshop)) {
      for (var figure : FIGURES.entrySet()) {
        if (!chosen.isEmpty() && !chosen.contains(figure.getKey())) {
          continue;
        }
        report.progress(figure.getKey());
        try {
          figure.getValue().accept(figures);
        } catch (RuntimeException e) {
          if (Processes.ending()) {
            return;
          }
          failures.add(figure.getKey() + ": " + e.getMessage());
          figures.leaveAudited();
        }
      }
      report.tell(figures.rows(), failures, figures.verified());
    }
  }

  private static void compare(
      Workshop workshop, Report report, List<String> chosen, List<String> failures)
      throws IOException {
    var rows = new ArrayList<Row>();
    try (var against = new Against(workshop)) {
      for (var figure : against.figures().entrySet()) {
        if (!chosen.isEmpty() && !chosen.contains(figure.getKey())) {
          continue;
        }
        report.progress(figure.getKey());
        try {
          rows.addAll(figure.getValue().get());
        } catch (RuntimeException e) {
          if (Processes.ending()) {
            return;
          }
          failures.add(figure.getKey() + ": " + e.getMessage());
        }
      }
      report.tell(rows, failures, against.verified());
    }
  }

  private static List<String> settings(String variable) {
    return System.getenv().getOrDefault(variable, "").lines().toList();
  }

  private static Optional<Artifact> artifact(String binary, String jar) {
    return Optional.ofNullable(System.getenv(binary))
        .map(Path::of)
        .map(Artifact::binary)
        .or(() -> Optional.ofNullable(System.getenv(jar)).map(Path::of).map(Artifact::jar));
  }
}
