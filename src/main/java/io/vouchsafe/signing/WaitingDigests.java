package io.vouchsafe.signing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/**
 * Digests that wait for a call, in a queue for each caller. Callers take turns, one digest each,
 * and who was served goes to the end of the line: a newcomer waits for at most one digest of each
 * other caller. Where there is no room, digests are dropped from the end of the longest queue.
 *
 * <p>One thread at a time may change it; any thread may ask whether it is {@link #full}.
 */
final class WaitingDigests {
  /** The digests of one caller; it exists only while there are any. */
  private static final class Turn {
    private final String caller;
    private final Deque<PendingDigest> digests = new ArrayDeque<>(2);
    private volatile int length;
    private int left;

    Turn(String caller) {
      this.caller = caller;
    }
  }

  private static final int NOT_ASKED = -1;

  private final Map<String, Turn> turns = new ConcurrentHashMap<>();
  private final Deque<Turn> line = new ArrayDeque<>();
  private final QueueLengths lengths = new QueueLengths();
  private volatile int size;
  private volatile int longest;

  boolean isEmpty() {
    return line.isEmpty();
  }

  int size() {
    return size;
  }

  /** How many callers have digests waiting. */
  int callers() {
    return turns.size();
  }

  /**
   * Whether one more digest of {@code caller} would be dropped at once: there is no room, and no
   * other caller has more of them than this one would have.
   */
  boolean full(String caller, int room) {
    if (size < room) {
      return false;
    }
    Turn turn = turns.get(caller);
    return (turn == null ? 0 : turn.length) + 1 >= longest;
  }

  /**
   * Adds digests of one caller. Where these would come too late, they are dropped, and nobody else
   * loses his place by their haste; where there is no room, the longest queue loses its last.
   *
   * @param room the most that may wait
   * @param inTime the most that are signed until one of these is, if it is to be in time
   * @return the digests that were dropped; of equally long queues, from the one that grew
   */
  List<PendingDigest> add(Collection<PendingDigest> digests, int room, int inTime) {
    Turn grown = null;
    for (PendingDigest pending : digests) {
      grown = append(pending);
    }
    if (lengths.sum() > Math.min(room, inTime)) {
      forgetTheAbandoned();
    }
    List<PendingDigest> out = new ArrayList<>(0);
    while (out.size() < digests.size() && untilTheLastOf(grown) > inTime) {
      out.add(dropLastOf(grown));
    }
    while (lengths.sum() > room) {
      out.add(dropLastOf(grown.length == lengths.longest() ? grown : lastOfTheLongest()));
    }
    publish();
    return out;
  }

  /** How many are signed at most until the last of one queue is, since callers take turns. */
  private int untilTheLastOf(Turn turn) {
    return (int) Math.min(lengths.sum(), (long) turns.size() * turn.length);
  }

  private Turn append(PendingDigest pending) {
    Turn turn = turns.computeIfAbsent(pending.caller(), this::atTheEnd);
    turn.digests.addLast(pending);
    resized(turn);
    return turn;
  }

  private Turn atTheEnd(String caller) {
    Turn turn = new Turn(caller);
    line.addLast(turn);
    return turn;
  }

  private void resized(Turn turn) {
    int now = turn.digests.size();
    lengths.changed(turn.length, now);
    turn.length = now;
    if (now == 0) {
      turns.remove(turn.caller);
    }
  }

  private void publish() {
    size = lengths.sum();
    longest = lengths.longest();
  }

  private void forgetTheAbandoned() {
    for (Iterator<Turn> each = line.iterator(); each.hasNext(); ) {
      Turn turn = each.next();
      if (turn.digests.removeIf(PendingDigest::abandoned)) {
        resized(turn);
      }
      if (turn.digests.isEmpty()) {
        each.remove();
      }
    }
  }

  private PendingDigest dropLastOf(Turn turn) {
    PendingDigest dropped = turn.digests.removeLast();
    resized(turn);
    if (turn.digests.isEmpty()) {
      line.removeLastOccurrence(turn);
    }
    return dropped;
  }

  private Turn lastOfTheLongest() {
    Iterator<Turn> backwards = line.descendingIterator();
    Turn turn = backwards.next();
    while (turn.length < lengths.longest()) {
      turn = backwards.next();
    }
    return turn;
  }

  /**
   * Removes and returns up to {@code most} that are still wanted, one of each caller in turn.
   *
   * @param share the most of one caller; who may have none keeps his place in the line
   */
  List<PendingDigest> take(int most, ToIntFunction<String> share) {
    List<PendingDigest> taken = new ArrayList<>(Math.min(most, lengths.sum()));
    Deque<Turn> skipped = new ArrayDeque<>(2);
    Deque<Turn> served = new ArrayDeque<>(2);
    line.forEach(turn -> turn.left = NOT_ASKED);
    while (taken.size() < most && !line.isEmpty()) {
      Turn turn = line.removeFirst();
      if (turn.left == NOT_ASKED) {
        turn.left = share.applyAsInt(turn.caller);
        if (turn.left == 0) {
          skipped.addFirst(turn);
          continue;
        }
      }
      PendingDigest next = nextWanted(turn.digests);
      resized(turn);
      if (next != null) {
        taken.add(next);
        turn.left--;
      }
      if (!turn.digests.isEmpty()) {
        (turn.left == 0 ? served : line).addLast(turn);
      }
    }
    skipped.forEach(line::addFirst);
    line.addAll(served);
    publish();
    return taken;
  }

  /** Removes and returns all that are still wanted. */
  List<PendingDigest> takeAll() {
    return take(Integer.MAX_VALUE, _ -> Integer.MAX_VALUE);
  }

  /** What is not wanted any more costs its caller no turn. */
  private static PendingDigest nextWanted(Deque<PendingDigest> digests) {
    PendingDigest next = digests.pollFirst();
    while (next != null && !next.wanted()) {
      next = digests.pollFirst();
    }
    return next;
  }
}
