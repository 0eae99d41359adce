package io.vouchsafe.testing;

import static io.vouchsafe.testing.Eventually.eventually;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Callers who ask for the same again and again, and expect 200 each time. */
public final class SteadyCallers implements AutoCloseable {
  private static final int MORE = 5;

  /** Leaves room for those whom they call, on a small machine. */
  private static final Duration PAUSE = Duration.ofMillis(10);

  /** A request; its status. */
  public interface Call {
    int status() throws Exception;
  }

  private final List<Thread> threads = new ArrayList<>();
  private final List<AtomicLong> answers = new ArrayList<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private volatile boolean ending;

  /** One more of them, from now on. */
  public void again(Call call) {
    AtomicLong count = new AtomicLong();
    answers.add(count);
    threads.add(Thread.ofVirtual().name("caller").start(() -> run(call, count)));
  }

  private void run(Call call, AtomicLong count) {
    while (!ending) {
      try {
        int status = call.status();
        if (status != 200) {
          failures.add(Integer.toString(status));
        }
      } catch (Exception e) {
        failures.add(e.toString());
      }
      count.incrementAndGet();
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Waits until each has had some more answers. */
  public void awaitMore() {
    List<Long> enough = answers.stream().map(count -> count.get() + MORE).toList();
    eventually(
        "answers",
        () -> {
          for (int i = 0; i < enough.size(); i++) {
            if (answers.get(i).get() < enough.get(i)) {
              return false;
            }
          }
          return true;
        });
  }

  /** What came instead of 200. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() throws InterruptedException {
    ending = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
