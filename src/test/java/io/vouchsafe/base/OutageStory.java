package io.vouchsafe.base;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An outage from its beginning to its end, for the page that tells of it. */
public final class OutageStory {
  private static final int SECONDS = 150;
  private static final String SEALED = "Vault is sealed";
  private static final String REMEDY = "; unseal it: vault operator unseal";

  private final List<String> lines = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long asked;

  private OutageStory() {}

  /** Its lines: two keys cannot be read, and 1,000 tokens a minute cannot be signed. */
  public static List<String> sealedForAWhile() {
    return new OutageStory().tell();
  }

  private List<String> tell() {
    Outage outage =
        new Outage(
            "Vault",
            "tokens not issued",
            () -> now,
            new Outage.Report() {
              @Override
              public void failing(String line) {
                lines.add("WARN  [io.vouchsafe.vault] " + line);
              }

              @Override
              public void over(String line) {
                lines.add("INFO  [io.vouchsafe.vault] " + line);
              }
            },
            watch -> {});
    for (int second = 0; second < SECONDS; second++) {
      outage.failed("reading vouchsafe-rs256", SEALED + REMEDY);
      outage.failed("reading vouchsafe-es256", SEALED + REMEDY);
      outage.failedWhenNeeded("signing", SEALED + REMEDY, tokens(second + 1));
      pass(outage);
    }
    outage.worked("reading vouchsafe-rs256");
    outage.worked("reading vouchsafe-es256");
    outage.worked("signing");
    for (int second = 0; second < SECONDS; second++) {
      pass(outage);
    }
    return lines;
  }

  private int tokens(int second) {
    long until = second * 1000L / 60;
    int now = (int) (until - asked);
    asked = until;
    return now;
  }

  private void pass(Outage outage) {
    now = now.plusSeconds(1);
    outage.check();
  }
}
