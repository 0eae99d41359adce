package io.vouchsafe.http.limit;

import static io.vouchsafe.http.limit.Room.Reply.FULL;
import static io.vouchsafe.http.limit.Room.Reply.SHARE_USED;
import static io.vouchsafe.http.limit.Room.Reply.TAKEN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Seats in all and for each holder. */
class SeatsTest {
  private final Seats seats = new Seats(3, 2);

  @Test
  void oneHolderHasItsShareAndTheOthersTheRest() {
    assertEquals(TAKEN, seats.take("a"));
    assertEquals(TAKEN, seats.take("a"));
    assertEquals(SHARE_USED, seats.take("a"));
    assertEquals(TAKEN, seats.take("b"));
    assertEquals(FULL, seats.take("c"));
    assertEquals(3, seats.taken());
  }

  @Test
  void whatWasRefusedTakesNothing() {
    seats.take("a");
    seats.take("a");
    seats.take("a");
    seats.take("b");
    seats.take("b");
    assertEquals(3, seats.taken());

    seats.giveBack("a");
    assertEquals(TAKEN, seats.take("a"));
  }

  @Test
  void whatWasGivenBackIsThereAgain() {
    seats.take("a");
    seats.take("a");
    seats.giveBack("a");
    seats.giveBack("a");

    assertEquals(0, seats.taken());
    assertEquals(TAKEN, seats.take("a"));
    assertEquals(TAKEN, seats.take("a"));
    assertEquals(SHARE_USED, seats.take("a"));
  }
}
