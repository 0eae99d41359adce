package io.vouchsafe.http.limit;

import io.vouchsafe.base.Deadline;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets so many through at a time. The others wait, and groups take turns, so that a group with many
 * waiting delays itself only. Safe for many threads.
 */
public final class Turnstile {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Deque<CompletableFuture<Void>>> waiting = new LinkedHashMap<>();
  private int free;

  /**
   * @param atOnce how many may be through at a time, at least one
   */
  public Turnstile(int atOnce) {
    this.free = atOnce;
  }

  /**
   * Goes through, after waiting for a turn. Who went through has to {@link #leave}.
   *
   * @return false if the turn did not come by the deadline, or nobody waits any more
   */
  public boolean enter(String group, Deadline deadline) {
    CompletableFuture<Void> turn = new CompletableFuture<>();
    lock.lock();
    try {
      if (free > 0) {
        free--;
        return true;
      }
      waiting.computeIfAbsent(group, name -> new ArrayDeque<>()).addLast(turn);
    } finally {
      lock.unlock();
    }
    return await(group, turn, deadline);
  }

  private boolean await(String group, CompletableFuture<Void> turn, Deadline deadline) {
    try (var _ = deadline.onCancel(() -> turn.cancel(false))) {
      turn.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      giveUp(group, turn);
      return false;
    } catch (TimeoutException | CancellationException | ExecutionException e) {
      giveUp(group, turn);
      return false;
    }
  }

  private void giveUp(String group, CompletableFuture<Void> turn) {
    turn.cancel(false);
    boolean had;
    lock.lock();
    try {
      Deque<CompletableFuture<Void>> turns = waiting.get(group);
      had = turns == null || !turns.remove(turn);
      if (turns != null && turns.isEmpty()) {
        waiting.remove(group);
      }
    } finally {
      lock.unlock();
    }
    if (had && !turn.isCancelled()) {
      leave();
    }
  }

  /** Makes place for the next one. */
  public void leave() {
    lock.lock();
    try {
      while (!waiting.isEmpty()) {
        if (next().complete(null)) {
          return;
        }
      }
      free++;
    } finally {
      lock.unlock();
    }
  }

  /** How many wait now. */
  public int waiting() {
    lock.lock();
    try {
      return waiting.values().stream().mapToInt(Deque::size).sum();
    } finally {
      lock.unlock();
    }
  }

  /** Takes one of the first group, which then stands at the end; the lock must be held. */
  private CompletableFuture<Void> next() {
    Iterator<Map.Entry<String, Deque<CompletableFuture<Void>>>> groups =
        waiting.entrySet().iterator();
    Map.Entry<String, Deque<CompletableFuture<Void>>> first = groups.next();
    CompletableFuture<Void> turn = first.getValue().removeFirst();
    groups.remove();
    if (!first.getValue().isEmpty()) {
      waiting.put(first.getKey(), first.getValue());
    }
    return turn;
  }
}
