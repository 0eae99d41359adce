package io.vouchsafe.base;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Where calls wait for what has not been read yet. Safe for many threads. */
public final class FirstReading {
  /** Calls that may wait at a time; one more does not wait. */
  public static final int MOST_WAITING = 1_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private int waiting;

  /**
   * Waits for {@code atMost}, or until {@code worthwhile} is false after a reading. Returns at once
   * where it is false now, or {@value #MOST_WAITING} wait already.
   */
  public void await(Duration atMost, BooleanSupplier worthwhile) {
    if (!worthwhile.getAsBoolean()) {
      return;
    }
    lock.lock();
    try {
      if (waiting < MOST_WAITING) {
        waiting++;
        awaitEnd(atMost, worthwhile);
      }
    } finally {
      lock.unlock();
    }
  }

  private void awaitEnd(Duration atMost, BooleanSupplier worthwhile) {
    try {
      long left = atMost.toNanos();
      while (worthwhile.getAsBoolean() && left > 0) {
        left = ended.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting--;
    }
  }

  /** Wakes all who wait, to check again; to be called once what a reading changed can be seen. */
  public void readingEnded() {
    lock.lock();
    try {
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
