package io.vouchsafe.caller.simulation;

import io.vouchsafe.caller.simulation.Ledger.Verdict;
import java.util.List;
import java.util.Map;

/** What came of one run. */
record Outcome(
    List<String> violations,
    int grants,
    int revocations,
    int removed,
    Map<Verdict, Integer> verdicts,
    Map<Verdict, Integer> strangers) {
  boolean broken() {
    return !violations.isEmpty();
  }

  int judged(Verdict verdict) {
    return verdicts.getOrDefault(verdict, 0);
  }

  int judgedOfStrangers(Verdict verdict) {
    return strangers.getOrDefault(verdict, 0);
  }
}
