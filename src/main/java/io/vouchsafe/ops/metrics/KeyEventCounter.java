package io.vouchsafe.ops.metrics;

import io.vouchsafe.key.KeyTurn;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Counts what happens to keys as {@code vouchsafe_key_events_total}, by the words of the log. */
public final class KeyEventCounter {
  static final String ROTATION_OVERDUE = "rotation_overdue";
  static final String ROTATED = "rotated";
  static final String MINIMUM_RAISED = "minimum_raised";
  static final String ROTATION_FAILED = "rotation_failed";

  private static final List<String> EVENTS =
      Stream.concat(
              Stream.of(KeyTurn.values()).map(KeyEventCounter::label),
              Stream.of(ROTATION_OVERDUE, ROTATED, MINIMUM_RAISED, ROTATION_FAILED))
          .toList();

  private record Series(String issuer, String key, String event) {}

  private final Map<Series, LongAdder> counts = new ConcurrentHashMap<>();
  private final Meters meters;

  public KeyEventCounter(Meters meters) {
    this.meters = Objects.requireNonNull(meters, "meters");
  }

  /** Makes every series of an issuer's keys. */
  public void watch(String issuer, Collection<String> keyNames) {
    for (String key : keyNames) {
      EVENTS.forEach(event -> counter(new Series(issuer, key, event)));
    }
  }

  void count(String issuer, String keyName, KeyTurn turn) {
    count(issuer, keyName, label(turn));
  }

  void count(String issuer, String keyName, String event) {
    counter(new Series(issuer, keyName, event)).increment();
  }

  private LongAdder counter(Series series) {
    return counts.computeIfAbsent(
        series,
        it ->
            meters.counter(
                "vouchsafe.key.events",
                "what happened to keys",
                "issuer",
                it.issuer(),
                "key",
                it.key(),
                "event",
                it.event()));
  }

  private static String label(KeyTurn turn) {
    return turn.name().toLowerCase(Locale.ROOT);
  }
}
