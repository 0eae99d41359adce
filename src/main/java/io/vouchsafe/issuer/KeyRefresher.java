package io.vouchsafe.issuer;

import io.vouchsafe.base.Jitter;
import io.vouchsafe.caller.Revocations;
import java.time.Duration;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * Reads the keys of one issuer, and its revoked grants with them, again and again: every {@code
 * refresh}, give or take a tenth, and sooner while a reading fails.
 */
public final class KeyRefresher implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(KeyRefresher.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final double JITTER = 0.1;

  private final Issuer issuer;
  private final Duration refresh;
  private final Runnable afterReading;
  private final Thread thread;

  /**
   * @param afterReading runs after every reading, good or not, on the reader's virtual thread
   */
  public KeyRefresher(Issuer issuer, Duration refresh, Runnable afterReading) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.refresh = Objects.requireNonNull(refresh, "refresh");
    this.afterReading = Objects.requireNonNull(afterReading, "afterReading");
    this.thread = Thread.ofVirtual().name("keys-" + issuer.name()).unstarted(this::run);
  }

  /** Begins to read; returns at once. May be called once. */
  void start() {
    thread.start();
  }

  private void run() {
    Duration retry = FIRST_RETRY;
    while (!Thread.currentThread().isInterrupted()) {
      boolean read = read();
      Duration pause = read ? refresh : retry;
      retry = read ? FIRST_RETRY : shorter(retry.multipliedBy(2), refresh);
      try {
        Thread.sleep(Jitter.around(pause, JITTER));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private boolean read() {
    try {
      boolean good = issuer.keys().refresh();
      afterReading.run();
      return issuer.grants().revocations().map(Revocations::refresh).orElse(true) && good;
    } catch (RuntimeException e) {
      LOG.error("reading the keys: unexpected failure (this is a bug); it is tried again", e);
      return false;
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Ends the reading; does not wait for one that is under way. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
