package io.vouchsafe.ops.metrics;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What {@code docs/metrics.md} says there is. */
final class MetricsPage {
  private static final Pattern METRIC =
      Pattern.compile("(?m)^\\| `(vouchsafe_[a-z_]+)` \\| (counter|gauge|histogram) \\|([^|]*)\\|");
  private static final Pattern VALUES =
      Pattern.compile("(?m)^\\| `([a-z_]+)`([^|]*)\\| (`.*`) \\|$");
  private static final Pattern GROUP = Pattern.compile("(?m)^\\| `([a-z]+_[a-z_]*)` \\| [a-zA-Z]");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private final String page;

  MetricsPage() {
    try {
      page = Files.readString(Path.of("docs", "metrics.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Stream<MatchResult> metrics() {
    return METRIC.matcher(page).results();
  }

  /** Every metric of ours: its type and its labels, such as {@code counter [issuer, type]}. */
  Map<String, String> ours() {
    Map<String, String> ours = new TreeMap<>();
    metrics().forEach(row -> ours.put(row.group(1), row.group(2) + " " + codes(row.group(3))));
    return ours;
  }

  /** The name of every series of ours: of a histogram those of its parts. */
  Set<String> series() {
    return metrics()
        .flatMap(
            row ->
                row.group(2).equals("histogram")
                    ? Stream.of("_bucket", "_count", "_sum", "_max").map(row.group(1)::concat)
                    : Stream.of(row.group(1)))
        .collect(toCollection(TreeSet::new));
  }

  /** The values of each label whose values are listed. */
  Map<String, Set<String>> values() {
    Map<String, Set<String>> values = new TreeMap<>();
    VALUES
        .matcher(page)
        .results()
        .forEach(
            row ->
                values
                    .computeIfAbsent(row.group(1), label -> new TreeSet<>())
                    .addAll(codes(row.group(3))));
    return values;
  }

  /** What the names of metrics begin with that are not ours. */
  List<String> groups() {
    return GROUP
        .matcher(page.substring(page.indexOf("| group |")))
        .results()
        .map(row -> row.group(1))
        .toList();
  }

  private static Set<String> codes(String cell) {
    return CODE.matcher(cell)
        .results()
        .map(code -> code.group(1))
        .flatMap(code -> Arrays.stream(code.split(",")))
        .collect(toCollection(TreeSet::new));
  }
}
