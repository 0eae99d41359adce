package io.vouchsafe.http;

import io.vouchsafe.base.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** How long the caller of one call waits for each step of it. Safe for many threads. */
final class Deadlines {
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Deadline> running = new ArrayList<>(2);
  private boolean left;

  Deadlines(Duration patience) {
    this.patience = patience;
  }

  /** Of each step. */
  Duration patience() {
    return patience;
  }

  /** The deadline of a step that begins now; it is cancelled when the caller leaves. */
  Deadline ofStep() {
    Deadline deadline = Deadline.in(patience);
    lock.lock();
    try {
      if (!left) {
        running.add(deadline);
        return deadline;
      }
    } finally {
      lock.unlock();
    }
    deadline.cancel();
    return deadline;
  }

  /** The deadline of a deed that begins now and is done whole, even if the caller leaves. */
  Deadline ofDeed() {
    return Deadline.in(patience);
  }

  /** The caller has left. */
  void cancel() {
    List<Deadline> cancelled;
    lock.lock();
    try {
      left = true;
      cancelled = List.copyOf(running);
    } finally {
      lock.unlock();
    }
    cancelled.forEach(Deadline::cancel);
  }
}
