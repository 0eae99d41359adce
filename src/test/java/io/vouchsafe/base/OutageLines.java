package io.vouchsafe.base;

import java.time.InstantSource;
import java.util.List;

/** An outage whose lines are kept, and which writes them when it is told to. */
public final class OutageLines {
  private OutageLines() {}

  public static Outage of(List<String> lines, InstantSource clock) {
    return new Outage(
        "tests",
        "hits",
        clock,
        new Outage.Report() {
          @Override
          public void failing(String line) {
            lines.add(line);
          }

          @Override
          public void over(String line) {
            lines.add(line);
          }
        },
        watch -> {});
  }

  /** Has it write the line that is due. */
  public static void check(Outage outage) {
    outage.check();
  }
}
