package io.vouchsafe.http;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the calls of each line that are under way, and the octets of all their bodies together.
 * What comes beyond is refused before any work is done for it, so that under overload the work goes
 * to those who were let in. Safe for many threads.
 */
final class Admission {

  /** Calls that wait together; a slow line takes no room of another. */
  enum Line {
    RS256_TOKEN,
    ES256_TOKEN,
    TOKENS,
    GRANT
  }

  private final HttpSettings settings;
  private final Map<Line, AtomicInteger> calls = new EnumMap<>(Line.class);
  private final AtomicLong octets = new AtomicLong();

  Admission(HttpSettings settings) {
    this.settings = settings;
    for (Line line : Line.values()) {
      calls.put(line, new AtomicInteger());
    }
  }

  /**
   * Takes room for a call.
   *
   * @param body the octets that its body may have
   * @return its slot, held once; empty if there is none
   */
  Optional<Slot> enter(Line line, long body) {
    int callsNow = calls.get(line).incrementAndGet();
    long octetsNow = octets.addAndGet(body);
    if (callsNow <= settings.maxCalls() && octetsNow <= settings.maxBodies()) {
      return Optional.of(new Slot(() -> leave(line, body)));
    }
    leave(line, body);
    return Optional.empty();
  }

  private void leave(Line line, long body) {
    calls.get(line).decrementAndGet();
    octets.addAndGet(-body);
  }
}
