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
 * @param refused answers of 503, and calls that got none
 * @param strange answers other than a token and 503, which no outage may bring
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
    int strange,
    int unverified,
    int wrong,
    int untimely,
    int interruptions) {
  private static final String FORMAT = "%-44s %8s %10s %10s %8s %8s %8s %10s %6s %9s %6s%n";

  /** Whether nothing came that must not. */
  boolean good() {
    return unverified == 0 && wrong == 0 && untimely == 0 && interruptions == 0 && strange == 0;
  }

  /**
   * The same where the clock was further off than {@code clock-error}, with which tokens may be
   * untimely until the next reading of the keys.
   */
  Figures beyondClockError() {
    return new Figures(
        name,
        lasted,
        unsigned,
        toFullSpeed,
        issued,
        refused,
        strange,
        unverified,
        wrong,
        0,
        interruptions);
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
                "strange",
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
        strange,
        unverified,
        wrong,
        untimely,
        interruptions);
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.2f s", time.toMillis() / 1000.0);
  }
}
