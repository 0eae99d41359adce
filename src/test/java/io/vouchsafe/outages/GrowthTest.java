package io.vouchsafe.outages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The soak tells what grows from what goes up and down. */
class GrowthTest {
  private static final int MEGABYTE = 1024 * 1024;
  private static final Growth RSS = Growth.ALL.getFirst();

  private static List<Reading> minutes(IntToDoubleFunction megabytes) {
    return IntStream.range(0, 45)
        .mapToObj(i -> new Reading(megabytes.applyAsDouble(i) * MEGABYTE, 0, 0, 0, 0, 0))
        .toList();
  }

  private static double peak(int minute) {
    return minute > 34 && minute < 40 ? 40 : 0;
  }

  @Test
  void whatGrowsEachMinuteIsToldThoughItHasPeaks() {
    List<Reading> leak = minutes(minute -> 100 + 0.25 * minute + peak(minute));

    assertEquals(15, RSS.anHour(leak), 1.5);
    assertFalse(RSS.flat(leak));
  }

  @Test
  void someBusyMinutesAreNoGrowth() {
    List<Reading> busy = minutes(minute -> 100 + minute % 3 + peak(minute));

    assertEquals(0, RSS.anHour(busy), 1.5);
    assertTrue(RSS.flat(busy));
  }

  @Test
  void whatFallsIsFlat() {
    assertTrue(RSS.flat(minutes(minute -> 200 - minute)));
  }
}
