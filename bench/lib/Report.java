import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table for people and the JSON for programs. */
final class Report {
  private static final List<String> HEAD =
      List.of("figure", "baseline", "measured", "result", "goal", "");

  private static final double QUIET = 0.1;

  private final Workshop workshop;
  private final Map<String, Object> facts = new LinkedHashMap<>();

  Report(Workshop workshop) {
    this.workshop = workshop;
    facts.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("artifact", workshop.artifact().kind().label);
    workshop.against().ifPresent(this::against);
    facts.put("commit", commit());
    facts.put("cores", Runtime.getRuntime().availableProcessors());
    facts.put("cpu", Machine.cpu());
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("jdk", System.getProperty("java.vendor") + " " + Runtime.version());
    if (workshop.artifact().kind() != Artifact.Kind.NATIVE) {
      facts.put("jvm-flags", String.join(" ", Artifact.JVM_FLAGS));
    }
    facts.put("vault", workshop.said(workshop.bao().toString(), "version").orElse("unknown"));
    facts.put("seconds", workshop.slice().toSeconds());
    facts.put("rounds", workshop.rounds());
  }

  private void against(Artifact other) {
    facts.put("file", shown(workshop.artifact()));
    facts.put("against", other.kind().label + " " + shown(other));
  }

  private static String shown(Artifact artifact) {
    return artifact.settings().isEmpty()
        ? artifact.file().toString()
        : artifact.file() + " with " + String.join(", ", artifact.settings());
  }

  /** Prints the table and writes the JSON. */
  void tell(List<Row> rows, List<String> failures, long verified) throws IOException {
    print(rows, failures, verified);
    write(workshop.root().resolve("target/bench/RESULT.json"), rows, failures);
  }

  void progress(String figure) {
    System.err.println("measuring " + figure);
  }

  private void print(List<Row> rows, List<String> failures, long verified) {
    var kind = workshop.artifact().kind();
    System.out.println();
    facts.forEach((name, value) -> System.out.println(name + ": " + value));
    var others = Machine.others();
    System.out.println("cores busy with other things, median (lowest..highest): " + others.text());
    if (others.median() > QUIET) {
      System.out.println("WARNING: the machine was not quiet, so these figures are worth little");
    }
    if (workshop.against().isPresent() && workshop.rounds() < Against.PAIRS) {
      System.out.println("WARNING: fewer than %d pairs say little".formatted(Against.PAIRS));
    }
    System.out.println("signatures verified beside the measured time, all good: " + verified);
    var lines = new ArrayList<List<String>>();
    lines.add(HEAD);
    for (var row : rows) {
      lines.add(
          List.of(
              row.figure() + (row.unit().contains("/") ? "" : " (" + row.unit() + ")"),
              Row.Spread.of(row.baseline()).text(),
              Row.Spread.of(row.measured()).text(),
              row.result(),
              row.goal().text(kind),
              row.verdict(kind)));
    }
    System.out.println();
    for (int i = 0; i < lines.size(); i++) {
      System.out.println(padded(lines.get(i), lines));
      if (i > 0) {
        below(rows.get(i - 1));
      }
    }
    failures.forEach(failure -> System.out.println("\nFAILED " + failure));
  }

  private static void below(Row row) {
    if (!row.against().isEmpty()) {
      System.out.println("    against: " + row.against());
    }
    if (!row.note().isEmpty()) {
      System.out.println("    " + row.note());
    }
  }

  private void write(Path file, List<Row> rows, List<String> failures) throws IOException {
    var json = new LinkedHashMap<String, Object>(facts);
    json.put("cores-busy-with-other-things", Machine.others().json());
    json.put("figures", rows.stream().map(row -> row.json(workshop.artifact().kind())).toList());
    json.put("failures", failures);
    Files.writeString(file, Json.write(json) + "\n");
    System.out.println("\nwritten to " + workshop.root().relativize(file));
  }

  private static String padded(List<String> cells, List<List<String>> lines) {
    var text = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      int at = column;
      int width = lines.stream().mapToInt(line -> line.get(at).length()).max().orElse(0);
      text.append(("%-" + Math.max(1, width) + "s   ").formatted(cells.get(column)));
    }
    return text.toString().stripTrailing();
  }

  private String commit() {
    return workshop
        .said("git", "rev-parse", "--short=12", "HEAD")
        .map(
            commit ->
                workshop.said("git", "status", "--porcelain").filter(String::isEmpty).isPresent()
                    ? commit
                    : commit + " and changes")
        .orElse("unknown");
  }
}
