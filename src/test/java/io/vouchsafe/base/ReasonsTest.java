package io.vouchsafe.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReasonsTest {
  private final Reasons reasons = new Reasons();

  @Test
  void everyReasonIsALineOfTheRefusal() {
    reasons.unless(1 > 2, "one must be more than %d", 2).unless(true, "never said");
    Optional<String> refused =
        reasons.of(
            () -> {
              throw new IllegalArgumentException("100 % wrong");
            });

    assertEquals(Optional.empty(), refused);
    assertEquals(
        "one must be more than 2\n100 % wrong",
        assertThrows(IllegalArgumentException.class, reasons::refuse).getMessage());
  }

  @Test
  void withoutAReasonNothingIsRefused() {
    assertEquals(Optional.of("good"), reasons.unless(true, "never said").of(() -> "good"));
    reasons.refuse();
  }
}
