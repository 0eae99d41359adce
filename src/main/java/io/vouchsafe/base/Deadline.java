package io.vouchsafe.base;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The moment after which nobody waits for the answer any more, on the monotonic clock. Who learns
 * sooner that nobody waits cancels it. Safe for many threads.
 */
public final class Deadline {
  private final long nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private Set<Registration> registrations = Set.of();
  private volatile boolean cancelled;

  private Deadline(long nanoTime) {
    this.nanoTime = nanoTime;
  }

  public static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /** What is left; never negative, and zero once it is cancelled. */
  public Duration remaining() {
    return cancelled ? Duration.ZERO : left();
  }

  private Duration left() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  /** The later of the two moments; cancelling it does not cancel the other, nor the other it. */
  public Deadline orLater(Deadline other) {
    return new Deadline(other.nanoTime - nanoTime > 0 ? other.nanoTime : nanoTime);
  }

  public boolean passed() {
    return remaining().isZero();
  }

  public boolean cancelled() {
    return cancelled;
  }

  /** Nobody waits any more. Runs what was registered, on this thread; further calls do nothing. */
  public void cancel() {
    for (Registration registration : cancelOnce()) {
      registration.action.run();
    }
  }

  private Set<Registration> cancelOnce() {
    lock.lock();
    try {
      cancelled = true;
      Set<Registration> taken = registrations;
      registrations = Set.of();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Has {@code action} run once when the deadline is cancelled: on the thread that cancels it, or
   * at once where it was cancelled before. The passing of time does not run it.
   *
   * @param action must not block, nor throw
   * @return forgets the action when closed
   */
  public Registration onCancel(Runnable action) {
    Registration registration = new Registration(action);
    if (!add(registration)) {
      action.run();
    }
    return registration;
  }

  private boolean add(Registration registration) {
    lock.lock();
    try {
      if (cancelled) {
        return false;
      }
      if (registrations.isEmpty()) {
        registrations = new LinkedHashSet<>(2);
      }
      return registrations.add(registration);
    } finally {
      lock.unlock();
    }
  }

  private void remove(Registration registration) {
    lock.lock();
    try {
      if (!registrations.isEmpty()) {
        registrations.remove(registration);
      }
    } finally {
      lock.unlock();
    }
  }

  /** An action that waits for a cancel. */
  public final class Registration implements AutoCloseable {
    private final Runnable action;

    private Registration(Runnable action) {
      this.action = Objects.requireNonNull(action, "action");
    }

    /** Forgets the action, which does not run any more unless it does already. */
    @Override
    public void close() {
      remove(this);
    }
  }
}
