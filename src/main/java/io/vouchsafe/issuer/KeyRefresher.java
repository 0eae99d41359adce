package io.vouchsafe.issuer;

import io.vouchsafe.ops.KeyWatch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Reads the keys of one issuer again and again: every {@code refresh}, give or take a tenth, and
 * sooner while a reading fails. After that has the keys of its trusted issuers fetched when they
 * are due.
 */
public final class KeyRefresher implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(KeyRefresher.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final double JITTER = 0.1;

  private final Issuer issuer;
  private final Duration refresh;
  private final KeyWatch watch;
  private final Runnable afterReading;
  private final Thread thread;

  public KeyRefresher(Issuer issuer, Duration refresh, Runnable afterReading, InstantSource clock) {
    this.watch = new KeyWatch(issuer, clock);
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.refresh = Objects.requireNonNull(refresh, "refresh");
    this.afterReading = Objects.requireNonNull(afterReading, "afterReading");
    this.thread = Thread.ofVirtual().name("keys-" + issuer.name()).unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    Duration retry = FIRST_RETRY;
    while (!Thread.currentThread().isInterrupted()) {
      boolean read = read();
      Duration pause = read ? refresh : retry;
      retry = read ? FIRST_RETRY : shorter(retry.multipliedBy(2), refresh);
      try {
        Thread.sleep(jittered(pause));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private boolean read() {
    try {
      boolean good = issuer.keys().refresh();
      issuer.proofs().refresh();
      watch.look();
      afterReading.run();
      return good;
    } catch (RuntimeException e) {
      LOG.error("Reading the keys failed in a way that it must not; it is tried again", e);
      return false;
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration jittered(Duration pause) {
    double factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
    return Duration.ofNanos((long) (pause.toNanos() * factor));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
