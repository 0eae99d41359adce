package io.vouchsafe.http;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many calls of each kind are under way, and how many octets the bodies of all of them may
 * have. What comes beyond is refused before any work is done for it, so that under overload the
 * work goes to those who were let in. Safe for many threads.
 */
final class Admission {
  private final HttpSettings settings;
  private final Map<TokenCall.Kind, AtomicInteger> calls = new EnumMap<>(TokenCall.Kind.class);
  private final AtomicLong octets = new AtomicLong();

  Admission(HttpSettings settings) {
    this.settings = settings;
    for (TokenCall.Kind kind : TokenCall.Kind.values()) {
      calls.put(kind, new AtomicInteger());
    }
  }

  /**
   * Takes room for a call.
   *
   * @param body the octets that its body may have
   * @return whether there was room; only then {@link #leave} has to give it back
   */
  boolean enter(TokenCall.Kind kind, long body) {
    boolean room =
        calls.get(kind).incrementAndGet() <= settings.maxCalls()
            & octets.addAndGet(body) <= settings.maxBodies();
    if (!room) {
      leave(kind, body);
    }
    return room;
  }

  void leave(TokenCall.Kind kind, long body) {
    calls.get(kind).decrementAndGet();
    octets.addAndGet(-body);
  }
}
