package io.vouchsafe.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many calls are under way, and how many octets their bodies may have together, so that no
 * flood takes the memory. Safe for many threads.
 */
final class Admission {
  private final HttpSettings settings;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicLong octets = new AtomicLong();

  Admission(HttpSettings settings) {
    this.settings = settings;
  }

  /**
   * Takes room for a call.
   *
   * @param body the octets that its body may have
   * @return whether there was room; only then {@link #leave} has to give it back
   */
  boolean enter(long body) {
    boolean room =
        calls.incrementAndGet() <= settings.maxCalls()
            & octets.addAndGet(body) <= settings.maxBodies();
    if (!room) {
      leave(body);
    }
    return room;
  }

  void leave(long body) {
    calls.decrementAndGet();
    octets.addAndGet(-body);
  }
}
