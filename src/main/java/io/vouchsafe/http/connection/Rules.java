package io.vouchsafe.http.connection;

import io.vouchsafe.http.limit.LimitEvents;
import io.vouchsafe.http.limit.Room;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What the guards of all connections share.
 *
 * @param streams of one HTTP/2 connection that may be open
 * @param nanoTime the time, as {@link System#nanoTime} gives it
 */
record Rules(
    long headNanos,
    long idleNanos,
    long answerNanos,
    Room heads,
    int streams,
    LimitEvents events,
    LongSupplier nanoTime) {
  private static final long SHORTEST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int INTERVALS = 8;

  static Rules of(
      ConnectionSettings settings, int streams, LimitEvents events, LongSupplier nanoTime) {
    return new Rules(
        settings.headTimeout().toNanos(),
        settings.idleTimeout().toNanos(),
        settings.answerTimeout().toNanos(),
        new Room(settings.maxHeads()),
        streams,
        events,
        nanoTime);
  }

  long interval() {
    long shortest = Math.min(headNanos, Math.min(idleNanos, answerNanos));
    return Math.max(SHORTEST_INTERVAL, shortest / INTERVALS);
  }
}
