package io.vouchsafe.hostile;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What strangers got: how many answers of each status, and how often none. */
final class Tally {
  /** Stands for a connection that ended without an answer. */
  static final int NONE = 0;

  private final Map<Integer, LongAdder> counts = new ConcurrentHashMap<>();

  void add(int status) {
    counts.computeIfAbsent(status, any -> new LongAdder()).increment();
  }

  Map<Integer, Long> counts() {
    Map<Integer, Long> all = new TreeMap<>();
    counts.forEach((status, count) -> all.put(status, count.sum()));
    return all;
  }
}
