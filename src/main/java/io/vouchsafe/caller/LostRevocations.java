package io.vouchsafe.caller;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells of revocations that went from the list before they had expired: somebody removed them, or
 * the engine was made anew. One is lost where two readings in a row lack it, since a standby that
 * lags may answer one; it is told of once. Safe for many threads.
 */
final class LostRevocations {
  private static final int CLOCKS = 2;

  private final RevocationEvents events;
  private final Duration margin;
  private final ReentrantLock lock = new ReentrantLock();
  private Set<String> known = new HashSet<>();
  private Set<String> lacked = Set.of();
  private long newest;

  /**
   * @param clockError by how much a clock may be off
   * @param listing the longest that listing takes. A rotator whose clock is ahead removes an entry
   *     before it has expired by a clock that is behind, and while the list is on its way
   */
  LostRevocations(RevocationEvents events, Duration clockError, Duration listing) {
    this.events = Objects.requireNonNull(events, "events");
    this.margin = clockError.multipliedBy(CLOCKS).plus(listing);
  }

  /** A name was added, so the readings that begin after it have it. */
  void added(String name) {
    lock.lock();
    try {
      known.add(name);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The names were read.
   *
   * @param asked when the reading began
   * @param number higher for a reading that began later; one that is overtaken does not count
   */
  void read(List<String> names, Instant asked, long number) {
    int lost = lost(names, asked, number);
    if (lost > 0) {
      events.lost(lost);
    }
  }

  private int lost(List<String> names, Instant asked, long number) {
    lock.lock();
    try {
      if (number < newest) {
        return 0;
      }
      newest = number;
      return lost(new HashSet<>(names), asked.plus(margin));
    } finally {
      lock.unlock();
    }
  }

  private int lost(Set<String> there, Instant needed) {
    Set<String> lacking = new HashSet<>(known);
    lacking.addAll(lacked);
    lacking.removeIf(name -> there.contains(name) || !needed(name, needed));
    Set<String> lost = new HashSet<>(lacking);
    lost.retainAll(lacked);
    lacking.removeAll(lost);
    known = there;
    lacked = lacking;
    return lost.size();
  }

  private static boolean needed(String name, Instant then) {
    return RevocationEntry.parse(name).filter(entry -> entry.expiresAt().isAfter(then)).isPresent();
  }
}
