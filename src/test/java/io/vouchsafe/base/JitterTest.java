package io.vouchsafe.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class JitterTest {
  @Test
  void chanceStaysWithinItsBounds() {
    Duration whole = Duration.ofSeconds(10);
    for (int i = 0; i < 1_000; i++) {
      Duration near = Jitter.around(whole, 0.1);
      assertTrue(near.compareTo(Duration.ofSeconds(9)) >= 0, near::toString);
      assertTrue(near.compareTo(Duration.ofSeconds(11)) <= 0, near::toString);
    }
    assertEquals(whole, Jitter.between(whole, 1, 1));
    assertEquals(Duration.ZERO, Jitter.around(Duration.ZERO, 0.1));
  }
}
