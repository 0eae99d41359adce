package io.vouchsafe.signing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * Digests that wait for a call, in waves; a wave holds those of one request. Waves take turns, one
 * digest each, so that a long wave delays no other. Where there is no room, digests are dropped
 * from the end of the longest wave. Not safe for several threads.
 */
final class WaitingDigests {
  private final Deque<Deque<PendingDigest>> waves = new ArrayDeque<>();
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /**
   * Adds a wave.
   *
   * @param room the most that may wait
   * @return the digests that were dropped
   */
  List<PendingDigest> add(Collection<PendingDigest> wave, int room) {
    waves.addLast(new ArrayDeque<>(wave));
    size += wave.size();
    if (size <= room) {
      return List.of();
    }
    forgetTheAbandoned();
    List<PendingDigest> out = new ArrayList<>();
    while (size > room) {
      shortenTheLongest(room, out);
    }
    return out;
  }

  private void forgetTheAbandoned() {
    waves.forEach(wave -> wave.removeIf(PendingDigest::abandoned));
    waves.removeIf(Deque::isEmpty);
    size = waves.stream().mapToInt(Deque::size).sum();
  }

  /**
   * Drops digests of the longest wave, the newest of equals, until it is as short as the second or
   * all fit.
   */
  private void shortenTheLongest(int room, List<PendingDigest> out) {
    Deque<PendingDigest> longest = waves.getLast();
    int second = 0;
    for (Deque<PendingDigest> wave : waves) {
      if (wave.size() > longest.size()) {
        second = longest.size();
        longest = wave;
      } else if (wave != longest) {
        second = Math.max(second, wave.size());
      }
    }
    int shortest = Math.min(second, longest.size() - 1);
    while (size > room && longest.size() > shortest) {
      out.add(longest.removeLast());
      size--;
    }
    if (longest.isEmpty()) {
      waves.removeLastOccurrence(longest);
    }
  }

  /** Removes and returns up to {@code most} that are still wanted, one of each wave in turn. */
  List<PendingDigest> take(int most) {
    List<PendingDigest> taken = new ArrayList<>(Math.min(most, size));
    while (taken.size() < most && size > 0) {
      Deque<PendingDigest> wave = waves.removeFirst();
      PendingDigest next = wave.removeFirst();
      size--;
      if (!wave.isEmpty()) {
        waves.addLast(wave);
      }
      if (next.wanted()) {
        taken.add(next);
      }
    }
    return taken;
  }
}
