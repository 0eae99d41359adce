package io.vouchsafe.http.connection;

import java.util.concurrent.atomic.AtomicLong;

/** Room for a number of octets, shared by all connections. */
final class Octets {
  private final long max;
  private final AtomicLong taken = new AtomicLong();

  Octets(long max) {
    this.max = max;
  }

  /** Takes room for {@code octets}, if there is. */
  boolean take(int octets) {
    if (taken.addAndGet(octets) > max) {
      give(octets);
      return false;
    }
    return true;
  }

  void give(int octets) {
    taken.addAndGet(-octets);
  }

  long taken() {
    return taken.get();
  }
}
