package io.vouchsafe.http.connection;

import io.vouchsafe.http.limit.Room;
import java.util.Objects;

/**
 * The room that one connection takes for a head that is not whole, and in HTTP/1 for requests that
 * wait behind another: a head of short lines takes many times its octets. Belongs to its event
 * loop.
 */
final class HeadOctets {
  /** What is no head: white space between requests and around values, and the frames of TLS. */
  private static final int SLACK = 512;

  private final Room room;
  private final String peer;
  private int taken;
  private int unparsed;

  HeadOctets(Room room, String peer) {
    this.room = Objects.requireNonNull(room, "room");
    this.peer = Objects.requireNonNull(peer, "peer");
  }

  /**
   * Octets came.
   *
   * @param rest without those of messages; less than none where some had come before
   * @param ended whether a head has ended with them
   */
  void came(int rest, boolean ended) {
    unparsed = Math.max(0, unparsed + rest);
    if (ended && unparsed <= SLACK) {
      unparsed = 0;
    }
  }

  /** No head has begun. */
  void none() {
    unparsed = 0;
  }

  /** Octets, about, of a head that is not whole. */
  int unparsed() {
    return unparsed;
  }

  /**
   * Takes room for what is not whole and for so many octets of what waits, or gives back what is
   * more.
   *
   * @return false if there is none
   */
  boolean hold(int waiting) {
    int octets = unparsed + waiting;
    if (octets > taken && room.take(peer, octets - taken) != Room.Reply.TAKEN) {
      return false;
    }
    if (octets < taken) {
      room.giveBack(peer, taken - octets);
    }
    taken = octets;
    return true;
  }

  /** Gives all of the room back. */
  void release() {
    unparsed = 0;
    hold(0);
  }

  boolean isNone() {
    return taken == 0;
  }
}
