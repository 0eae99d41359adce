package io.vouchsafe.ops;

import io.micrometer.core.instrument.Metrics;

/** Counts what happens to keys as {@code vouchsafe_key_events_total}, by the words of the log. */
final class KeyEventCounter {
  private static final String EVENTS = "vouchsafe.key.events";

  private KeyEventCounter() {}

  static void count(String issuer, String keyName, String event) {
    Metrics.counter(EVENTS, "issuer", issuer, "key", keyName, "event", event).increment();
  }
}
