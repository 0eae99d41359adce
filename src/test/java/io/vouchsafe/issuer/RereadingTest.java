package io.vouchsafe.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RereadingTest {
  private static final Duration REFRESH = Duration.ofSeconds(30);

  private boolean good;

  private List<Long> pauses(Duration refresh, int rounds) {
    Rereading reading = new Rereading("a test", () -> good, refresh);
    return Stream.generate(() -> reading.round().toMillis()).limit(rounds).toList();
  }

  @Test
  void whatIsGoodIsReadEachRefresh() {
    good = true;

    assertEquals(List.of(30_000L, 30_000L), pauses(REFRESH, 2));
  }

  @Test
  void whatFailsIsReadSoonerAndSoonHoweverLongItFailed() {
    assertEquals(List.of(500L, 1_000L, 2_000L, 4_000L, 5_000L, 5_000L), pauses(REFRESH, 6));
  }

  @Test
  void aRefreshThatIsShorterBoundsIt() {
    assertEquals(List.of(500L, 1_000L, 1_000L), pauses(Duration.ofSeconds(1), 3));
  }
}
