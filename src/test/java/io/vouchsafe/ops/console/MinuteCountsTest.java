package io.vouchsafe.ops.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.testing.AdjustableClock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class MinuteCountsTest {
  private final AdjustableClock clock = new AdjustableClock();
  private final MinuteCounts counts = new MinuteCounts(clock);

  private long total() {
    return Arrays.stream(counts.lastHour()).sum();
  }

  private long minutesAgo(int minutes) {
    return counts.lastHour()[MinuteCounts.MINUTES - 1 - minutes];
  }

  @Test
  void nothingHappened() {
    assertEquals(MinuteCounts.MINUTES, counts.lastHour().length);
    assertEquals(0, total());
  }

  @Test
  void eachMinuteHasACountOfItsOwn() {
    counts.count();
    counts.count();
    clock.pass(Duration.ofMinutes(1));
    counts.count();
    clock.pass(Duration.ofMinutes(58));

    assertEquals(1, minutesAgo(58));
    assertEquals(2, minutesAgo(59));
    assertEquals(3, total());
  }

  @Test
  void whatIsAnHourOldIsForgotten() {
    counts.count();
    clock.pass(Duration.ofMinutes(60));
    assertEquals(0, total());

    counts.count();
    assertEquals(1, minutesAgo(0));
    assertEquals(1, total());
  }

  @Test
  void aClockThatIsSetBackLosesNoCount() {
    counts.count();
    clock.pass(Duration.ofMinutes(-3));
    counts.count();

    assertEquals(1, minutesAgo(0));
    clock.pass(Duration.ofMinutes(3));
    assertEquals(2, total());
  }

  @Test
  void manyThreadsLoseNoCount() {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int thread = 0; thread < 100; thread++) {
        threads.execute(
            () -> {
              for (int i = 0; i < 1000; i++) {
                counts.count();
              }
            });
      }
    }
    assertEquals(100_000, minutesAgo(0));
  }
}
