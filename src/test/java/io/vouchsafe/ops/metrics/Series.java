package io.vouchsafe.ops.metrics;

import static java.util.stream.Collectors.toMap;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A series as Prometheus reads it: the name of a metric and its labels. */
record Series(String name, Map<String, String> labels) {
  private static final Pattern LINE = Pattern.compile("(?m)^([a-z_0-9]+)(?:\\{(.*)\\})? \\S+$");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** Those of a scrape. */
  static Stream<Series> of(String scrape) {
    return LINE.matcher(scrape).results().map(Series::of);
  }

  private static Series of(MatchResult line) {
    String labels = line.group(2) == null ? "" : line.group(2);
    return new Series(
        line.group(1),
        LABEL
            .matcher(labels)
            .results()
            .collect(
                toMap(
                    label -> label.group(1),
                    label -> label.group(2),
                    (one, other) -> other,
                    TreeMap::new)));
  }

  boolean isOurs() {
    return name.startsWith("vouchsafe_");
  }
}
