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
    var names =
        args.length == 0
            ? List.copyOf(FIGURES.keySet())
            : FIGURES.keySet().stream().filter(List.of(args)::contains).toList();
    var workshop =
        new Workshop(
            root,
            Path.of(System.getenv("BENCH_BAO")),
            artifact("VOUCHSAFE_BINARY", "VOUCHSAFE_JAR").orElseThrow(),
            artifact("BENCH_BARE_BINARY", "BENCH_BARE_JAR"),
            Duration.ofSeconds(Long.parseLong(System.getenv("BENCH_SECONDS"))),
            Integer.parseInt(System.getenv("BENCH_ROUNDS")));
    var report = new Report(workshop);
    var failures = new ArrayList<String>();
    try (var figures = new Figures(workshop)) {
      for (var name : names) {
        report.progress(name);
        try {
          FIGURES.get(name).accept(figures);
        } catch (RuntimeException e) {
          if (Processes.ending()) {
            return;
          }
          failures.add(name + ": " + e.getMessage());
          figures.leaveAudited();
        }
      }
      report.print(figures.rows(), failures, figures.verified());
      report.write(root.resolve("target/bench/RESULT.json"), figures.rows(), failures);
    }
    if (!failures.isEmpty()) {
      System.exit(1);
    }
  }

  private static Optional<Artifact> artifact(String binary, String jar) {
    return Optional.ofNullable(System.getenv(binary))
        .map(Path::of)
        .map(Artifact::binary)
        .or(() -> Optional.ofNullable(System.getenv(jar)).map(Path::of).map(Artifact::jar));
  }
}
