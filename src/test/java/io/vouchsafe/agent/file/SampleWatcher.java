package io.vouchsafe.agent.file;

import io.vouchsafe.agent.Fault;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what it is told. */
final class SampleWatcher implements Watcher {
  private static final int PATIENCE_SECONDS = 60;

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  @Override
  public void renewed(TokenFile file) {
    told.add("renewed");
  }

  @Override
  public void failed(TokenFile file, Fault fault, boolean good) {
    told.add("failed " + (good ? "good" : "bad") + ": " + fault.getMessage());
  }

  @Override
  public void expired(TokenFile file) {
    told.add("expired");
  }

  @Override
  public void noticed(TokenFile file, String line) {
    told.add("noticed: " + line);
  }

  /** Waits for what begins so, and forgets what was told before it. */
  String next(String beginning) throws InterruptedException {
    while (true) {
      String next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("was never told: " + beginning);
      }
      if (next.startsWith(beginning)) {
        return next;
      }
    }
  }

  /** How often it was told what begins so, since {@link #next}. */
  long count(String beginning) {
    return told.stream().filter(line -> line.startsWith(beginning)).count();
  }
}
