package io.vouchsafe.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private static final TokenCall.Kind ONE = TokenCall.Kind.RS256_TOKEN;
  private static final TokenCall.Kind OTHER = TokenCall.Kind.ES256_TOKEN;

  private final Admission admission = new Admission(new HttpSettings(100, 2, 150, DEADLINE));

  @Test
  void noMoreCallsThanMayBeUnderWay() {
    assertTrue(admission.enter(ONE, 0));
    assertTrue(admission.enter(ONE, 0));
    assertFalse(admission.enter(ONE, 0));

    admission.leave(ONE, 0);
    assertTrue(admission.enter(ONE, 0));
  }

  @Test
  void oneKindTakesNoRoomOfAnother() {
    assertTrue(admission.enter(ONE, 0));
    assertTrue(admission.enter(ONE, 0));

    assertTrue(admission.enter(OTHER, 0));
    assertFalse(admission.enter(ONE, 0));
  }

  @Test
  void noMoreOctetsThanTheirBodiesMayHave() {
    assertTrue(admission.enter(ONE, 100));
    assertFalse(admission.enter(ONE, 51));
    assertTrue(admission.enter(ONE, 50));
  }

  @Test
  void whoeverIsRefusedTakesNoRoom() {
    assertTrue(admission.enter(ONE, 100));
    for (int i = 0; i < 10; i++) {
      assertFalse(admission.enter(ONE, 100));
    }
    admission.leave(ONE, 100);

    assertTrue(admission.enter(ONE, 100));
  }

  @Test
  void refusesBoundsThatCannotWork() {
    assertThrows(IllegalArgumentException.class, () -> new HttpSettings(0, 1, 1, DEADLINE));
    assertThrows(IllegalArgumentException.class, () -> new HttpSettings(1, 0, 1, DEADLINE));
    assertThrows(IllegalArgumentException.class, () -> new HttpSettings(100, 1, 99, DEADLINE));
  }
}
