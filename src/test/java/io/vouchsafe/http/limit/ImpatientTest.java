package io.vouchsafe.http.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.testing.AdjustableClock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImpatientTest {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final AdjustableClock clock = new AdjustableClock();
  private final Impatient<String> impatient = new Impatient<>(clock);

  private void refuse(String holder, int times) {
    for (int i = 1; i <= times; i++) {
      impatient.refused(holder, PAUSE, "refusal " + i);
    }
  }

  @Test
  void whoDoesNotWaitAfterSeveralRefusalsIsStillRefused() {
    refuse("greedy", Impatient.FORGIVEN);

    assertEquals(Optional.of("refusal 3"), impatient.stillRefused("greedy"));
    assertEquals(Optional.empty(), impatient.stillRefused("good"));
  }

  @Test
  void aFewRefusalsAreForgiven() {
    refuse("good", Impatient.FORGIVEN - 1);

    assertEquals(Optional.empty(), impatient.stillRefused("good"));
  }

  @Test
  void whoWaitedIsLookedAtAgain() {
    refuse("greedy", Impatient.FORGIVEN);
    clock.pass(PAUSE);

    assertEquals(Optional.empty(), impatient.stillRefused("greedy"));
  }

  @Test
  void whoWasLetInBeginsAnew() {
    refuse("good", Impatient.FORGIVEN);
    impatient.admitted("good");
    refuse("good", 1);

    assertEquals(Optional.empty(), impatient.stillRefused("good"));
  }
}
