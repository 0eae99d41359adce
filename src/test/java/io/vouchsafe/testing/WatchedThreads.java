package io.vouchsafe.testing;

import io.vouchsafe.base.Deadline;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * Virtual threads of one test. Closing it waits for all of them, those that they started here
 * included, and throws what any of them threw, so that a failed assertion fails its own test.
 */
public final class WatchedThreads implements Executor, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Queue<Thread> started = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();

  @Override
  public void execute(Runnable task) {
    Thread thread = Thread.ofVirtual().unstarted(() -> run(task));
    started.add(thread);
    thread.start();
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      thrown.add(failure);
    }
  }

  /**
   * @throws AssertionError if a thread failed, or runs on for more than 30 s
   */
  @Override
  public void close() {
    Deadline deadline = Deadline.in(PATIENCE);
    int running = 0;
    for (Thread thread = started.poll(); thread != null; thread = started.poll()) {
      running += ends(thread, deadline) ? 0 : 1;
    }
    if (running > 0) {
      thrown.add(new AssertionError(running + " threads run on"));
    }
    if (!thrown.isEmpty()) {
      AssertionError failed = new AssertionError("a thread of this test failed", thrown.poll());
      thrown.forEach(failed::addSuppressed);
      throw failed;
    }
  }

  private static boolean ends(Thread thread, Deadline deadline) {
    try {
      return thread.join(deadline.remaining());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
