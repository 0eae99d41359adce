package io.vouchsafe.outages;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What one outage cost.
 *
 * @param name of the outage
 * @param lasted from its beginning to its end
 * @param unsigned the longest time without a token
 * @param toFullSpeed from its beginning until every second brought 80 % of what is usual
 * @param issued tokens while it was watched
 * @param refused answers without a token
 * @param unverified tokens that do not verify
 * @param wrong tokens that are not what their caller asked for
 * @param untimely tokens that a verifier with a minute's leeway takes for expired, or not yet valid
 * @param interruptions of the JWKS
 */
record Figures(
    String name,
    Duration lasted,
    Duration unsigned,
    Duration toFullSpeed,
    long issued,
    int refused,
    int unverified,
    int wrong,
    int untimely,
    int interruptions) {
  private static final String FORMAT = "%-44s %8s %10s %10s %8s %8s %10s %6s %9s %6s%n";

  /** Whether nothing came that must not. */
  boolean good() {
    return unverified == 0 && wrong == 0 && interruptions == 0;
  }

  /** A table of them. */
  static String table(List<Figures> rows) {
    StringBuilder table =
        new StringBuilder(
            FORMAT.formatted(
                "outage",
                "lasted",
                "unsigned",
                "full speed",
                "tokens",
                "refused",
                "unverified",
                "wrong",
                "untimely",
                "JWKS"));
    rows.forEach(row -> table.append(row.line()));
    return table.toString();
  }

  String line() {
    return FORMAT.formatted(
        name,
        seconds(lasted),
        seconds(unsigned),
        seconds(toFullSpeed),
        issued,
        refused,
        unverified,
        wrong,
        untimely,
        interruptions);
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
  }
}
