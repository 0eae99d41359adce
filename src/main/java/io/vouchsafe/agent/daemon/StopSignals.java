package io.vouchsafe.agent.daemon;

import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/** TERM and INT, by which whoever started a process ends it. */
public final class StopSignals {
  private final CountDownLatch asked = new CountDownLatch(1);

  private StopSignals() {}

  /** From now on they do not end the process by themselves. */
  public static StopSignals take() {
    StopSignals signals = new StopSignals();
    for (String name : new String[] {"TERM", "INT"}) {
      Signal.handle(new Signal(name), signal -> signals.asked.countDown());
    }
    return signals;
  }

  /** Waits for the first one. */
  public void await() {
    try {
      asked.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
