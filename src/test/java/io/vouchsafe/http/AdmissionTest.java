package io.vouchsafe.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  private static final Admission.Line ONE = Admission.Line.RS256_TOKEN;
  private static final Admission.Line OTHER = Admission.Line.ES256_TOKEN;

  private final Admission admission = new Admission(new HttpSettings(100, 2, 150, DEADLINE));

  private boolean enters(Admission.Line line, long body) {
    return admission.enter(line, body).isPresent();
  }

  @Test
  void noMoreCallsThanMayBeUnderWay() {
    Slot first = admission.enter(ONE, 0).orElseThrow();
    assertTrue(enters(ONE, 0));
    assertFalse(enters(ONE, 0));

    first.release();
    assertTrue(enters(ONE, 0));
    assertFalse(enters(ONE, 0));
  }

  @Test
  void oneLineTakesNoRoomOfAnother() {
    assertTrue(enters(ONE, 0));
    assertTrue(enters(ONE, 0));

    assertTrue(enters(OTHER, 0));
    assertFalse(enters(ONE, 0));
  }

  @Test
  void noMoreOctetsThanTheirBodiesMayHave() {
    assertTrue(enters(ONE, 100));
    assertFalse(enters(ONE, 51));
    assertTrue(enters(ONE, 50));
  }

  @Test
  void whoeverIsRefusedTakesNoRoom() {
    Slot slot = admission.enter(ONE, 100).orElseThrow();
    for (int i = 0; i < 10; i++) {
      assertFalse(enters(ONE, 100));
    }
    slot.release();

    assertTrue(enters(ONE, 100));
  }

  @Test
  void workKeepsItsRoomWhenItsCallerHangsUp() {
    Slot slot = admission.enter(ONE, 100).orElseThrow();
    assertTrue(slot.hold());
    slot.release();
    assertFalse(enters(ONE, 100));

    slot.release();
    assertTrue(enters(ONE, 100));
  }

  @Test
  void noWorkBeginsForACallerThatHungUp() {
    Slot slot = admission.enter(ONE, 100).orElseThrow();
    slot.release();

    assertFalse(slot.hold());
    assertTrue(enters(ONE, 100));
    assertFalse(enters(ONE, 100));
  }

  @Test
  void refusesBoundsThatCannotWork() {
    assertThrows(IllegalArgumentException.class, () -> new HttpSettings(0, 1, 1, DEADLINE));
    assertThrows(IllegalArgumentException.class, () -> new HttpSettings(1, 0, 1, DEADLINE));
    assertThrows(IllegalArgumentException.class, () -> new HttpSettings(100, 1, 99, DEADLINE));
  }
}
