package io.vouchsafe.agent.file;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** When tokens are renewed. */
class RenewalTest {
  private static final Duration LIFE = Duration.ofSeconds(1000);

  private static void isBetween(long fromMillis, long toMillis, Duration time) {
    assertTrue(time.toMillis() >= fromMillis && time.toMillis() <= toMillis, time.toString());
  }

  @RepeatedTest(20)
  void atEightyPercentOfTheLifeMoreOrLess() {
    isBetween(760_000, 840_000, Renewal.after(LIFE));
  }

  @Test
  void manyFilesNotAtOnce() {
    assertTrue(Stream.generate(() -> Renewal.after(LIFE)).limit(20).distinct().count() > 10);
  }

  @RepeatedTest(20)
  void laterAfterEachFailure() {
    isBetween(500, 1000, Renewal.pause(1, LIFE));
    isBetween(4000, 8000, Renewal.pause(4, LIFE));
    isBetween(30_000, 60_000, Renewal.pause(1000, LIFE));
  }

  @RepeatedTest(20)
  void withRoomBeforeTheEnd() {
    isBetween(500, 10_000, Renewal.pause(50, Duration.ofSeconds(20)));
    isBetween(500, 1000, Renewal.pause(50, Duration.ofSeconds(1)));
  }

  @RepeatedTest(20)
  void withoutHurryWhenNothingIsLeft() {
    isBetween(30_000, 60_000, Renewal.pause(50, Duration.ZERO));
    isBetween(30_000, 60_000, Renewal.pause(50, Duration.ofDays(-1)));
  }
}
