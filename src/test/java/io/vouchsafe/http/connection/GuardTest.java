package io.vouchsafe.http.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.http.limit.Limit;
import org.junit.jupiter.api.Test;

/** The states of a connection and their deadlines. */
class GuardTest extends GuardBed {
  @Test
  void theFirstHeadHasItsTimeFromTheStart() {
    seconds(9);
    read(10);
    isOpen();
    seconds(3);
    isCut(Limit.HEAD_TIME);
  }

  @Test
  void aRequestUnderWayHasNoDeadlineHere() {
    guard.begun(true, () -> 0);
    guard.begun(true, () -> 0);
    seconds(1_000);
    guard.ended(() -> true);
    seconds(1_000);
    isOpen();
  }

  @Test
  void anIdleConnectionLivesForItsTime() {
    guard.begun(false, () -> 0);
    guard.ended(() -> true);
    seconds(59);
    isOpen();
    seconds(3);
    isCut(Limit.IDLE_TIME);
  }

  @Test
  void theNextHeadHasItsTimeFromItsFirstOctet() {
    guard.begun(false, () -> 0);
    guard.ended(() -> true);
    seconds(40);
    read(1);
    seconds(9);
    read(1);
    isOpen();
    seconds(3);
    isCut(Limit.HEAD_TIME);
  }

  @Test
  void octetsThatLeadToNoRequestLeaveHttp2Idle() {
    guard.begun(true, () -> 0);
    guard.ended(() -> true);
    for (int i = 0; i < 5; i++) {
      seconds(11);
      read(17);
    }
    isOpen();
    seconds(8);
    isCut(Limit.IDLE_TIME);
  }

  @Test
  void anEndWithoutABeginningChangesNothing() {
    guard.ended(() -> true);
    seconds(12);
    isCut(Limit.HEAD_TIME);
  }

  @Test
  void headsShareTheirRoom() {
    read(20_000);
    isOpen();
    assertEquals(20_000, rules.heads().taken());
    read(20_000);
    isCut(Limit.HEADS);
  }

  @Test
  void aWholeHeadTakesNoRoom() {
    read(20_000);
    guard.begun(false, () -> 0);
    assertEquals(0, rules.heads().taken());
    read(20_000);
    isOpen();
  }
}
