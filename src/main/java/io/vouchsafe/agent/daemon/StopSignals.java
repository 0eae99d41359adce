package io.vouchsafe.agent.daemon;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/** TERM and INT, by which whoever started a process ends it. */
public final class StopSignals implements AutoCloseable {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final Map<Signal, SignalHandler> before = new HashMap<>();

  private StopSignals() {}

  /** From now on they do not end the process by themselves. */
  public static StopSignals take() {
    StopSignals signals = new StopSignals();
    for (String name : new String[] {"TERM", "INT"}) {
      Signal signal = new Signal(name);
      signals.before.put(signal, Signal.handle(signal, taken -> signals.asked.countDown()));
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

  /** They do again what they did before. */
  @Override
  public void close() {
    before.forEach(Signal::handle);
  }
}
