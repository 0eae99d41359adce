package io.vouchsafe.bench;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.vouchsafe.testing.Flags;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Measures what bench/README.md describes; started by bench/run. */
public final class Bench {
  private static final Set<String> FLAGS =
      Set.of(
          "--jar",
          "--binary",
          "--bare",
          "--against",
          "--set",
          "--against-set",
          "--seconds",
          "--rounds",
          "--organisations");
  private static final int SECONDS = 4;
  private static final int MOST_SECONDS = 60;
  private static final int ROUNDS = 5;
  private static final int MOST_ROUNDS = 50;
  private static final Map<String, Consumer<Figures>> FIGURES = new LinkedHashMap<>();

  static {
    FIGURES.put("tokens", Figures::tokens);
    FIGURES.put("vault-cost", Figures::vaultCost);
    FIGURES.put("service-cost", Figures::serviceCost);
    FIGURES.put("batch", Figures::batch);
    FIGURES.put("rs256", Figures::rs256);
    FIGURES.put("idle", Figures::idle);
    FIGURES.put("audit", Figures::audit);
    FIGURES.put("overload", Figures::overload);
    FIGURES.put("neighbours", Figures::neighbours);
    FIGURES.put("refusals", Figures::refusals);
    FIGURES.put("jwks", Figures::jwks);
    FIGURES.put("memory", Figures::memory);
    FIGURES.put("cold", Figures::cold);
    FIGURES.put("exchanges", Figures::exchanges);
    FIGURES.put("workload", Figures::workload);
    FIGURES.put("organisations", Figures::organisations);
    FIGURES.put("failover", Figures::failover);
    FIGURES.put("nodes", Figures::nodes);
    FIGURES.put("peers", Figures::peers);
  }

  private Bench() {}

  public static void main(String[] arguments) throws IOException {
    Flags flags = new Flags("run", arguments, FLAGS, Set.of());
    Workshop.Plan plan = plan(flags);
    Set<String> known = plan.against().isPresent() ? Against.FIGURES : FIGURES.keySet();
    for (String figure : flags.others()) {
      if (!known.contains(figure)) {
        throw flags.misused(
            "no figure%s is called '%s'; there are: %s"
                .formatted(
                    plan.against().isPresent() ? " to compare" : "",
                    figure,
                    String.join(" ", known)));
      }
    }
    Path folder = Files.createDirectories(Repository.TARGET.resolve("bench"));
    FileChannel lock = FileChannel.open(folder.resolve("lock"), CREATE, WRITE);
    if (lock.tryLock() == null) {
      throw flags.failed("it runs already from this folder");
    }
    List<String> failures = run(Workshop.open(plan), flags.others());
    System.exit(failures.isEmpty() ? 0 : 1);
  }

  private static Workshop.Plan plan(Flags flags) {
    if (flags.has("--jar") && flags.has("--binary")) {
      throw flags.misused("--jar or --binary, not both");
    }
    if (flags.has("--against-set") && !flags.has("--against")) {
      throw flags.misused("--against-set needs --against");
    }
    Optional<Build> build =
        file("--jar", flags).map(Build::jar).or(() -> file("--binary", flags).map(Build::binary));
    Path built = Path.of(System.getenv().getOrDefault("VOUCHSAFE_JAR", "none"));
    Build service = build.orElseGet(() -> Build.jar(built)).with(settings("--set", flags));
    boolean compares = flags.has("--against");
    return new Workshop.Plan(
        service,
        file("--bare", flags).map(Build::of),
        file("--against", flags)
            .map(Build::of)
            .map(it -> it.with(settings("--against-set", flags))),
        Duration.ofSeconds(flags.number("--seconds", "number", SECONDS, MOST_SECONDS)),
        flags.number("--rounds", "number", compares ? Against.PAIRS : ROUNDS, MOST_ROUNDS),
        organisations(flags));
  }

  private static int organisations(Flags flags) {
    int number = flags.number("--organisations", "number", Organisations.USUAL, Organisations.MOST);
    if (number < Organisations.FEWEST) {
      throw flags.misused("--organisations is %d at least".formatted(Organisations.FEWEST));
    }
    return number;
  }

  private static Optional<Path> file(String flag, Flags flags) {
    if (!flags.has(flag)) {
      return Optional.empty();
    }
    Path file = Path.of(flags.value(flag, ""));
    if (!Files.isReadable(file)) {
      throw flags.misused(file + " cannot be read");
    }
    return Optional.of(file);
  }

  private static List<String> settings(String flag, Flags flags) {
    for (String setting : flags.values(flag)) {
      if (setting.indexOf('=') < 1) {
        throw flags.misused("%s needs NAME=VALUE, not '%s'".formatted(flag, setting));
      }
    }
    return flags.values(flag);
  }

  /** What failed. */
  private static List<String> run(Workshop workshop, List<String> chosen) throws IOException {
    Report report = new Report(workshop);
    List<String> failures = new ArrayList<>();
    if (workshop.against().isPresent()) {
      compare(workshop, report, chosen, failures);
    } else {
      measure(workshop, report, chosen, failures);
    }
    return failures;
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
          if (Processes.isInterrupted()) {
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
      for (String figure : Against.FIGURES) {
        if (!chosen.isEmpty() && !chosen.contains(figure)) {
          continue;
        }
        report.progress(figure);
        try {
          rows.addAll(against.measure(figure));
        } catch (RuntimeException e) {
          if (Processes.isInterrupted()) {
            return;
          }
          failures.add(figure + ": " + e.getMessage());
        }
      }
      report.tell(rows, failures, against.verified());
    }
  }
}
