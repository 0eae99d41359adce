package io.vouchsafe.http.connection;

import io.vouchsafe.http.limit.Room;
import java.util.Objects;

/** The room that one connection takes for a head that is not whole; belongs to its event loop. */
final class HeadOctets {
  private final Room room;
  private final String peer;
  private int taken;

  HeadOctets(Room room, String peer) {
    this.room = Objects.requireNonNull(room, "room");
    this.peer = Objects.requireNonNull(peer, "peer");
  }

  /** Counts what was read of it; false if there is no room for that. */
  boolean take(int octets) {
    boolean fits = room.take(peer, octets) == Room.Reply.TAKEN;
    taken += fits ? octets : 0;
    return fits;
  }

  /** Gives the room back. */
  void release() {
    if (taken > 0) {
      room.giveBack(peer, taken);
      taken = 0;
    }
  }

  boolean isNone() {
    return taken == 0;
  }
}
