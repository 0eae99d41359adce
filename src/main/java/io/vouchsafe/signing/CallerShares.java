package io.vouchsafe.signing;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What one caller may take of a lane: all of it while nobody else uses it; else one half of its
 * calls, and one fourth of each. Whoever comes next finds a call that can go at once, and no long
 * work of another before his own. Not safe for several threads.
 */
final class CallerShares {
  /** A lane counts as shared for so long after its callers last changed. */
  static final long MEMORY_NANOS = 250_000_000;

  private static final int PARTS_OF_A_CALL = 4;

  private final SigningSettings.Lane bounds;
  private final LongSupplier nanoTime;
  private final Map<String, Integer> callsUnderWay = new HashMap<>();
  private String last;
  private boolean shared;
  private long changedAt;

  CallerShares(SigningSettings.Lane bounds, LongSupplier nanoTime) {
    this.bounds = bounds;
    this.nanoTime = nanoTime;
  }

  /** A digest of this caller came. */
  void came(String caller) {
    if (last != null && !caller.equals(last)) {
      shared = true;
      changedAt = nanoTime.getAsLong();
    }
    last = caller;
  }

  /** A call began. */
  void began(List<PendingDigest> batch) {
    callers(batch).forEach(caller -> callsUnderWay.merge(caller, 1, Integer::sum));
  }

  /** A call ended. */
  void ended(List<PendingDigest> batch) {
    callers(batch)
        .forEach(
            caller ->
                callsUnderWay.computeIfPresent(
                    caller, (same, calls) -> calls == 1 ? null : calls - 1));
  }

  private static Set<String> callers(List<PendingDigest> batch) {
    Set<String> callers = new HashSet<>();
    batch.forEach(pending -> callers.add(pending.caller()));
    return callers;
  }

  /** The most digests of this caller that the next call may hold. */
  int ofNextCall(String caller) {
    if (!isShared()) {
      return bounds.batch();
    }
    int calls = callsUnderWay.getOrDefault(caller, 0);
    return calls < Math.max(1, bounds.calls() / 2) ? partOfACall() : 0;
  }

  private boolean isShared() {
    shared = shared && nanoTime.getAsLong() - changedAt < MEMORY_NANOS;
    return shared;
  }

  private int partOfACall() {
    return Math.max(1, bounds.batch() / PARTS_OF_A_CALL);
  }
}
