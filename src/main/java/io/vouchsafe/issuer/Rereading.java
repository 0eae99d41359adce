package io.vouchsafe.issuer;

import io.vouchsafe.base.Jitter;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Something that is read again and again: every {@code refresh}, give or take a tenth, and sooner
 * while a reading fails: each {@value #LONGEST_RETRY_SECONDS} s at most, so that what an outage
 * made too old to be used can be used soon after it. For one thread at a time.
 */
final class Rereading implements Runnable {
  private static final Logger LOG = Logger.getLogger(Rereading.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final long LONGEST_RETRY_SECONDS = 5;
  private static final double JITTER = 0.1;

  private final String what;
  private final BooleanSupplier reading;
  private final Duration refresh;
  private final Duration longestRetry;
  private Duration retry = FIRST_RETRY;

  /**
   * @param what is read, for the log
   * @param reading says whether it was good
   */
  Rereading(String what, BooleanSupplier reading, Duration refresh) {
    this.what = Objects.requireNonNull(what, "what");
    this.reading = Objects.requireNonNull(reading, "reading");
    this.refresh = Objects.requireNonNull(refresh, "refresh");
    this.longestRetry = shorter(refresh, Duration.ofSeconds(LONGEST_RETRY_SECONDS));
  }

  /** Reads until the thread is interrupted. */
  @Override
  public void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(Jitter.around(round(), JITTER));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Reads once; how long to wait then before the next time. */
  Duration round() {
    if (read()) {
      retry = FIRST_RETRY;
      return refresh;
    }
    Duration pause = retry;
    retry = shorter(retry.multipliedBy(2), longestRetry);
    return pause;
  }

  private boolean read() {
    try {
      return reading.getAsBoolean();
    } catch (RuntimeException e) {
      LOG.errorf(e, "reading %s: unexpected failure (this is a bug); it is tried again", what);
      return false;
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
