package io.vouchsafe.agent.exec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import sun.misc.Signal;

/**
 * TERM, INT and HUP, which are the child's as soon as there is one. Those that a terminal sends
 * (INT, HUP) it sends to the child too, so they are not passed on where standard input is one.
 */
final class PassedSignals {
  private static final List<String> NAMES = List.of("TERM", "INT", "HUP");
  private static final String TERM = "TERM";

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Signal> early = new ArrayList<>();
  private final boolean terminal = ProcessSignals.readsFromTerminal();
  private final Thread waiting;
  private Process child;

  private PassedSignals(Thread waiting) {
    this.waiting = waiting;
  }

  /**
   * Takes them from now on.
   *
   * @param waiting is interrupted by a signal that comes before there is a child
   */
  static PassedSignals take(Thread waiting) {
    PassedSignals signals = new PassedSignals(waiting);
    NAMES.forEach(name -> Signal.handle(new Signal(name), signals::came));
    return signals;
  }

  private void came(Signal signal) {
    lock.lock();
    try {
      if (child == null) {
        early.add(signal);
        waiting.interrupt();
      } else if (!terminal || signal.getName().equals(TERM)) {
        ProcessSignals.send(child, signal.getName());
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Starts the child, to which all signals go from now on.
   *
   * @return 0, or the number of a signal that came before, by which nothing was started
   */
  int start(Starting starting) throws IOException {
    lock.lock();
    try {
      if (early.isEmpty()) {
        child = starting.start();
        return 0;
      }
      return early.getFirst().getNumber();
    } finally {
      lock.unlock();
    }
  }

  /** The number of the first signal that came before there was a child; 0 if none did. */
  int early() {
    lock.lock();
    try {
      return early.isEmpty() ? 0 : early.getFirst().getNumber();
    } finally {
      lock.unlock();
    }
  }

  /** Starts a process. */
  interface Starting {
    Process start() throws IOException;
  }
}
