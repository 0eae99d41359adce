package io.vouchsafe.http.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.AdjustableClock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RateTest {
  private final AdjustableClock clock = new AdjustableClock();
  private final Rate rate = new Rate("grant", 60, clock);

  @Test
  void aMinutesWorthMayComeAtOnceAndComesBackBitByBit() {
    assertEquals(Optional.empty(), rate.take("a", 60));
    assertEquals(
        Optional.of(new Rate.Exceeded("grant", 60, 0, Duration.ofSeconds(1))), rate.take("a", 1));

    clock.pass(Duration.ofSeconds(10));
    assertEquals(Optional.empty(), rate.take("a", 10));
    Rate.Exceeded exceeded = rate.take("a", 30).orElseThrow();
    assertEquals(Duration.ofSeconds(30), exceeded.pause());
    assertFalse(exceeded.forGood(30));
  }

  @Test
  void oneTakesNothingOfAnother() {
    assertEquals(Optional.empty(), rate.take("a", 60));
    assertEquals(Optional.empty(), rate.take("b", 60));
  }

  @Test
  void whatIsRefusedTakesNothing() {
    assertTrue(rate.take("a", 61).orElseThrow().forGood(61));
    assertEquals(Optional.empty(), rate.take("a", 60));
  }

  @Test
  void aClockThatGoesBackGivesNothingAndTakesNothing() {
    assertEquals(Optional.empty(), rate.take("a", 50));
    clock.pass(Duration.ofHours(-1));
    assertEquals(Optional.empty(), rate.take("a", 10));
    assertTrue(rate.take("a", 1).isPresent());
  }
}
