package io.vouchsafe.outages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * An OpenBao of three nodes under a packaged service that 64 callers ask: nodes are killed, cut
 * off, sealed and restarted, and no token is wrong, no JWKS is away, and nothing is restarted by
 * hand but what was broken.
 */
class ClusterOutagesIT {
  private static final Duration LASTS = Duration.ofSeconds(2);

  @Test
  void aNodeThatIsAwayCostsNoTokenThatIsNotRight() {
    try (ClusterBed bed = new ClusterBed(true)) {
      List<Figures> rows = new ClusterOutages(bed, LASTS).run();

      Held.held(rows, bed.watched()::words);
      assertEquals(Set.of(0, 1, 2), bed.signing());
    }
  }
}
