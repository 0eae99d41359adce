package io.vouchsafe.http;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The room that one call takes in {@link Admission}: held by its answer and by its work, and given
 * back once when neither holds it any more. Safe for many threads.
 */
final class Slot {
  private final AtomicInteger holders = new AtomicInteger(1);
  private final Runnable giveBack;

  /** A slot that has one holder. */
  Slot(Runnable giveBack) {
    this.giveBack = giveBack;
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
      giveBack.run();
    }
  }
}
