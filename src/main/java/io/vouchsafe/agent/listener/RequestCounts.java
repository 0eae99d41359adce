package io.vouchsafe.agent.listener;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How often each listener answered with which status. Safe for many threads. */
public final class RequestCounts {
  /** What is counted for itself. */
  public record Kind(String listener, int status) implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      int byName = listener.compareTo(other.listener);
      return byName != 0 ? byName : Integer.compare(status, other.status);
    }
  }

  private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();

  void answered(String listener, int status) {
    counts.computeIfAbsent(new Kind(listener, status), kind -> new LongAdder()).increment();
  }

  /** All counts so far, in order. */
  public Map<Kind, Long> all() {
    Map<Kind, Long> all = new TreeMap<>();
    counts.forEach((kind, count) -> all.put(kind, count.sum()));
    return all;
  }
}
