package io.vouchsafe.outages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A packaged service that 64 callers ask has no name server, then hardly any memory. Certificates
 * that are renewed have tests without so many callers.
 */
class BriefOutagesIT {
  private static final Duration LASTS = Duration.ofSeconds(2);

  @Test
  void aNameServerThatKnowsNothingCostsNoTokenThatIsNotRight() {
    had(new DnsGone(true));
  }

  @Test
  void memoryAtItsLimitCostsNoTokenThatIsNotRight() {
    had(new MemoryLimit());
  }

  private static void had(Trial trial) {
    assumeTrue(
        trial.lacks().isEmpty(), () -> "left out: this machine lacks " + trial.lacks().get());

    List<Figures> rows = trial.run(LASTS);

    System.out.print(Figures.table(rows));
    assertFalse(rows.isEmpty());
    assertEquals(List.of(), rows.stream().filter(row -> !row.good()).toList());
    assertTrue(rows.stream().allMatch(row -> row.issued() > 0), rows::toString);
  }
}
