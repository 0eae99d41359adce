package io.vouchsafe.hostile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came of a row.
 *
 * @param pairs tokens in a second that the good caller got
 * @param refusals what else the good caller got
 * @param slowest the longest that the JWKS and liveness took
 * @param unread what went wrong at reading them
 * @param strangers how many answers of each status the hostile clients got
 * @param alive whether the service still runs
 */
record Result(
    Row row,
    List<Pair> pairs,
    List<String> refusals,
    List<Duration> slowest,
    List<String> unread,
    Map<Integer, Long> strangers,
    Footprint before,
    Footprint after,
    boolean alive) {
  private static final double FAIR = 0.5;
  private static final long MORE_LINES = 10;
  private static final long MORE_SERIES = 60;

  /** Tokens in a second beside another good caller, and in the storm. */
  record Pair(double beside, double stormed) {
    double ratio() {
      return stormed / Math.max(beside, 1e-9);
    }
  }

  /** The median of the ratios; NaN where none was measured. */
  double ratio() {
    return row.fair() ? median(pairs) : Double.NaN;
  }

  private static double median(List<Pair> pairs) {
    if (pairs.isEmpty()) {
      return Double.NaN;
    }
    List<Double> ratios = new ArrayList<>(pairs.stream().map(Pair::ratio).toList());
    Collections.sort(ratios);
    return ratios.get(ratios.size() / 2);
  }

  /** Whether by these pairs the good caller gets less than it must. */
  static boolean unfair(List<Pair> pairs) {
    return median(pairs) < FAIR;
  }

  /** What must not be, in words; nothing if all is well. */
  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    check(complaints, alive, "the service has ended");
    check(complaints, refusals.isEmpty(), "the good caller met " + some(refusals));
    check(
        complaints, !(ratio() < FAIR), "the good caller got %.2f, of %s".formatted(ratio(), pairs));
    check(complaints, unread.isEmpty(), "not read: " + some(unread));
    strangers.forEach(
        (status, count) ->
            check(
                complaints, isRight(status), "strangers got %d times %d".formatted(count, status)));
    if (alive) {
      check(
          complaints,
          !after.isMoreThan(before),
          "it holds or does more: %s > %s".formatted(before, after));
      bounded(complaints, "series", before.series(), after.series(), MORE_SERIES);
    }
    bounded(complaints, "lines of log", before.lines(), after.lines(), MORE_LINES);
    bounded(complaints, "errors in the log", before.loud(), after.loud(), 0);
    return complaints;
  }

  private boolean isRight(int status) {
    return status < 500 || status == 503 || (status == 501 && row.knowsNoMethod());
  }

  private static void bounded(
      List<String> complaints, String what, long before, long after, long more) {
    check(
        complaints,
        after <= before + more && (after >= 0 || before < 0),
        "%s: %d before, %d after".formatted(what, before, after));
  }

  private static void check(List<String> complaints, boolean good, String otherwise) {
    if (!good) {
      complaints.add(otherwise);
    }
  }

  private static String some(List<String> all) {
    return all.size() + " times " + all.stream().distinct().limit(3).toList();
  }

  /** One line of the table. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%-14s %6s %8d %7d %7d %11s %11s %13s %13s %9s  %s",
        row.name(),
        Double.isNaN(ratio()) ? "-" : String.format(Locale.ROOT, "%.2f", ratio()),
        refusals.size(),
        slowest.getFirst().toMillis(),
        slowest.getLast().toMillis(),
        before.live() + ">" + after.live(),
        before.resident() + ">" + after.resident(),
        before.lines() + ">" + after.lines(),
        before.series() + ">" + after.series(),
        before.busy() + ">" + after.busy(),
        strangers);
  }

  /** The head of the table. */
  static String head() {
    return String.format(
        "%-14s %6s %8s %7s %7s %11s %11s %13s %13s %9s  %s",
        "row",
        "ratio",
        "refusals",
        "JWKS ms",
        "live ms",
        "heap MB",
        "RSS MB",
        "log lines",
        "series",
        "busy %",
        "what the strangers got: status=answers, 0: none");
  }
}
