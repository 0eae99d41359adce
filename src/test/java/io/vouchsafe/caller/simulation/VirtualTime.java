package io.vouchsafe.caller.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;

/**
 * Time that passes from event to event. What blocks is a process: a thread that pauses in this
 * time, and of which one at most runs at any moment, so that a run is the same each time.
 */
final class VirtualTime {
  private record Event(Instant at, long order, Runnable action) {}

  /** The time is over for a process that waits. */
  private static final class Over extends Error {
    private static final long serialVersionUID = 1L;

    Over() {
      super("the simulated time is over", null, false, false);
    }
  }

  private final class Process {
    private final Semaphore mayRun = new Semaphore(0);
    private final Thread thread;

    Process(Runnable work) {
      thread = Thread.ofVirtual().name("simulated").start(() -> live(work));
      alive.add(this);
    }

    private void live(Runnable work) {
      mayRun.acquireUninterruptibly();
      try {
        if (!over) {
          work.run();
        }
      } catch (Over end) {
        over = true;
      } catch (RuntimeException | AssertionError e) {
        bug = e;
      } finally {
        alive.remove(this);
        handedBack.release();
      }
    }

    void run() {
      running = this;
      mayRun.release();
      handedBack.acquireUninterruptibly();
      if (bug != null) {
        throw new IllegalStateException("in a simulated process", bug);
      }
    }

    void await() {
      handedBack.release();
      mayRun.acquireUninterruptibly();
      if (over) {
        throw new Over();
      }
    }
  }

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::order));
  private final List<Process> alive = new ArrayList<>();
  private final Semaphore handedBack = new Semaphore(0);
  private Process running;
  private Throwable bug;
  private boolean over;
  private long scheduled;
  private Instant now;

  VirtualTime(Instant birth) {
    now = birth;
  }

  Instant now() {
    return now;
  }

  /** Has {@code action} happen, which does not pause. */
  void at(Instant instant, Runnable action) {
    events.add(new Event(instant.isBefore(now) ? now : instant, scheduled++, action));
  }

  void after(Duration pause, Runnable action) {
    at(now.plus(pause), action);
  }

  /** Begins a process after {@code pause}. */
  void begin(Duration pause, Runnable work) {
    after(pause, () -> new Process(work).run());
  }

  /** Lets the process that calls it pause. */
  void pause(Duration time) {
    Process self = running;
    after(time, self::run);
    self.await();
  }

  /** Lets the time pass until {@code end}, and ends what has not ended by itself. */
  void run(Instant end) {
    while (!events.isEmpty() && !events.peek().at().isAfter(end)) {
      Event next = events.poll();
      now = next.at();
      next.action().run();
    }
    over = true;
    List.copyOf(alive).forEach(Process::run);
  }
}
