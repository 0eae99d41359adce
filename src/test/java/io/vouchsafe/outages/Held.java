package io.vouchsafe.outages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** What the suite holds of outages; how long anything takes is not of it. */
final class Held {
  private Held() {}

  /** Fails unless tokens came in each row, and nothing that must not. */
  static void held(List<Figures> rows, Supplier<String> words) {
    System.out.print(Figures.table(rows));
    assertFalse(rows.isEmpty());
    assertEquals(List.of(), rows.stream().filter(row -> !row.good()).toList(), words);
    assertTrue(rows.stream().allMatch(row -> row.issued() > 0), rows::toString);
  }

  /** The same of a trial on processes of its own, which are left out where it lacks something. */
  static void held(Trial trial, Duration lasts) {
    assumeAllowed(trial);
    held(trial.run(lasts), () -> "its words are above");
  }

  /** Has a test left out where its trial lacks something. */
  static void assumeAllowed(Trial trial) {
    assumeTrue(
        trial.lacks().isEmpty(), () -> "left out: this machine lacks " + trial.lacks().get());
  }
}
