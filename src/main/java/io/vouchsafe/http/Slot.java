package io.vouchsafe.http;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The room that one call takes: held by its answer and by its work, and given back once when
 * neither holds it any more. Safe for many threads.
 */
final class Slot {
  private final AtomicInteger holders = new AtomicInteger(1);
  private final Queue<Runnable> taken = new ConcurrentLinkedQueue<>();

  /**
   * Adds room that was taken for the call.
   *
   * @param giveBack gives it back; runs once
   * @return gives it back before the rest
   */
  Runnable add(Runnable giveBack) {
    taken.add(giveBack);
    if (holders.get() == 0) {
      giveBackAll();
    }
    return () -> {
      if (taken.remove(giveBack)) {
        giveBack.run();
      }
    };
  }

  /**
   * Holds the slot once more.
   *
   * @return whether it could be held; it cannot after it was given back
   */
  boolean hold() {
    return holders.getAndUpdate(held -> held == 0 ? 0 : held + 1) > 0;
  }

  /** Ends one holding. */
  void release() {
    if (holders.decrementAndGet() == 0) {
      giveBackAll();
    }
  }

  private void giveBackAll() {
    for (Runnable giveBack = taken.poll(); giveBack != null; giveBack = taken.poll()) {
      giveBack.run();
    }
  }
}
