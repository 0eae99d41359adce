package io.vouchsafe.caller;

import io.vouchsafe.caller.RevocationEntry.Scope.Holder;
import io.vouchsafe.token.Problem;
import java.util.HashMap;
import java.util.Map;

/** How many entries the list of revoked grants may have, those on their way to it included. */
final class RevocationRoom {
  /** Entries that one issuer may have; each broker a quarter of them. */
  static final int MOST = 30_000;

  private static final int MOST_OF_A_BROKER = MOST / 4;

  private final Map<Holder, Integer> underWay = new HashMap<>();

  /**
   * Takes room for one entry of {@code broker} beside those of {@code list}.
   *
   * @throws Problem of kind NO_ROOM if there is none
   */
  void take(Holder broker, RevocationList list) {
    if (list.size() + underWay.values().stream().mapToInt(Integer::intValue).sum() >= MOST) {
      throw full("it has %d entries; the rotator removes them as they expire", MOST);
    }
    if (list.of(broker) + underWay.getOrDefault(broker, 0) >= MOST_OF_A_BROKER) {
      throw full("%d entries are this broker's, a quarter of all", MOST_OF_A_BROKER);
    }
    underWay.merge(broker, 1, Integer::sum);
  }

  private static Problem full(String why, int entries) {
    return Problem.of(
        Problem.Kind.NO_ROOM, "the list of revoked grants is full: " + why.formatted(entries));
  }

  /** Gives the room of one entry back, which is in the list or will never be. */
  void giveBack(Holder broker) {
    underWay.computeIfPresent(broker, (it, number) -> number == 1 ? null : number - 1);
  }
}
