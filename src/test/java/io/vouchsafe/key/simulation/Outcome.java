package io.vouchsafe.key.simulation;

import io.vouchsafe.key.Kid;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What came of one run. */
record Outcome(
    List<Violation> violations,
    int rotations,
    int mostListed,
    int mostPublished,
    int tokens,
    int copies,
    List<Ledger.Token> allTokens,
    List<Revocation> revocations) {

  /** An admin cut off {@code gone}. */
  record Revocation(Instant at, Set<Kid> gone) {}

  boolean broken() {
    return !violations.isEmpty();
  }
}
