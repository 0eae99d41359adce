package io.vouchsafe.caller;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The revocations that one reading found, and those that were added to it. Safe to read from many
 * threads while one adds.
 */
final class RevocationList {
  private static final Duration LONGEST_AHEAD = Duration.ofHours(1);

  private final Map<RevocationEntry.Scope, Instant> until = new ConcurrentHashMap<>();
  private final Map<RevocationEntry.Scope, Instant> kept = new ConcurrentHashMap<>();
  private final Map<RevocationEntry.Scope.Holder, Integer> byBroker = new HashMap<>();
  private final Instant latest;
  private volatile int size;
  private int unknown;

  /**
   * @param readAt when the reading began; an entry of grants that are made more than an hour later
   *     is none of ours, and would only keep a workload from new grants
   */
  RevocationList(Instant readAt) {
    this.latest = readAt.plus(LONGEST_AHEAD);
  }

  /** Those of a reading that found {@code names}. */
  static RevocationList of(List<String> names, Instant readAt) {
    RevocationList list = new RevocationList(readAt);
    names.forEach(list::add);
    return list;
  }

  /** Adds what is kept under {@code name}, if that is the name of a revocation. */
  void add(String name) {
    size++;
    RevocationEntry.parse(name)
        .filter(
            entry -> entry.until().equals(RevocationEntry.ALL) || !entry.until().isAfter(latest))
        .ifPresentOrElse(this::add, () -> unknown++);
  }

  /** Adds an entry, unless there is one that says the same or more. */
  void addMissing(RevocationEntry entry) {
    if (!has(entry.scope(), entry.until())) {
      add(entry.name());
    }
  }

  /** Lets an entry count that was kept once, though the reading did not find it. */
  void keep(RevocationEntry entry) {
    if (!has(entry.scope(), entry.until())) {
      size++;
      byBroker.merge(entry.scope().holder(), 1, Integer::sum);
      kept.merge(entry.scope(), entry.until(), RevocationList::later);
    }
  }

  private void add(RevocationEntry entry) {
    byBroker.merge(entry.scope().holder(), 1, Integer::sum);
    until.merge(entry.scope(), entry.until(), RevocationList::later);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** Whether a grant that was made at {@code issuedAt} and is in {@code scope} is revoked. */
  boolean revokes(RevocationEntry.Scope scope, Instant issuedAt) {
    return has(scope, issuedAt) || isIn(kept, scope, issuedAt);
  }

  /** The same by what the reading found or was added, without what was only kept. */
  boolean has(RevocationEntry.Scope scope, Instant issuedAt) {
    return isIn(until, scope, issuedAt);
  }

  private static boolean isIn(
      Map<RevocationEntry.Scope, Instant> some, RevocationEntry.Scope scope, Instant issuedAt) {
    Instant last = some.get(Objects.requireNonNull(scope, "scope"));
    return last != null && !issuedAt.isAfter(last);
  }

  /** How many names there are. */
  int size() {
    return size;
  }

  /** How many of them are no names of revocations. */
  int unknown() {
    return unknown;
  }

  /** How many are one broker's. */
  int of(RevocationEntry.Scope.Holder broker) {
    return byBroker.getOrDefault(broker, 0);
  }
}
