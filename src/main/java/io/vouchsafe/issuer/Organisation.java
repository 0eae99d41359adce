package io.vouchsafe.issuer;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.caller.RegionRevocations;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** An organisation that somebody asked for of late: its issuer, with keys that are kept fresh. */
public final class Organisation {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final String name;
  private final Issuer issuer;
  private final CompletableFuture<Void> firstReading = new CompletableFuture<>();
  private final InstantSource clock;
  private final AtomicInteger readingBeside = new AtomicInteger();
  private volatile long askedAt;
  private volatile Instant goneSince;
  private volatile boolean readable;
  private int failures;

  Organisation(String name, Issuer issuer, InstantSource clock) {
    this.name = Objects.requireNonNull(name, "name");
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.clock = Objects.requireNonNull(clock, "clock");
    asked();
  }

  public String name() {
    return name;
  }

  public Issuer issuer() {
    return issuer;
  }

  /** Completed when the first reading of its keys has ended, good or not. */
  public CompletableFuture<Void> firstReading() {
    return firstReading.copy();
  }

  void asked() {
    askedAt = clock.millis();
  }

  boolean idleFor(Duration time) {
    return clock.millis() - askedAt >= time.toMillis();
  }

  /** Since when its keys are not listed any more; empty while they are. */
  public Optional<Instant> goneSince() {
    return Optional.ofNullable(goneSince);
  }

  /** Takes over whether the list of {@code at} has its keys. */
  void listed(boolean there, Instant at) {
    if (there == goneSince().isEmpty()) {
      return;
    }
    goneSince = there ? null : at;
    if (there) {
      issuer.keys().listed(true);
    } else {
      ended();
    }
  }

  /** Its keys are read no more: what failed with them is nobody's fault. */
  void ended() {
    issuer.keys().listed(false);
    issuer.grants().revocations().ifPresent(all -> all.regions().forEach(RegionRevocations::ended));
  }

  /** Whether the last reading was good. */
  boolean readable() {
    return readable;
  }

  /** Failed readings in a row, for the reader alone. */
  int failures() {
    return failures;
  }

  /**
   * Reads home's keys, on a virtual thread, and beside them the lists of revoked grants and what
   * other regions have. Nothing waits for another region but the first reading, for a second.
   *
   * @param beside how much may be read beside home's keys, of all organisations; beyond that it is
   *     left out this time
   */
  void read(Semaphore beside) {
    boolean first = !firstReading.isDone();
    List<Thread> others = first || readingBeside.get() == 0 ? readBeside(beside) : List.of();
    boolean good = false;
    try {
      good = issuer.keys().refresh();
    } finally {
      readable = good;
      failures = good ? 0 : failures + 1;
      if (first) {
        join(others);
      }
      firstReading.complete(null);
    }
  }

  private List<Thread> readBeside(Semaphore beside) {
    return Stream.concat(
            issuer.keys().others().stream().<Runnable>map(it -> it::refresh),
            issuer.grants().revocations().stream()
                .flatMap(all -> all.regions().stream())
                .<Runnable>map(it -> it::refresh))
        .filter(reading -> beside.tryAcquire())
        .map(reading -> start(reading, beside))
        .toList();
  }

  private Thread start(Runnable reading, Semaphore beside) {
    readingBeside.incrementAndGet();
    return Thread.ofVirtual()
        .name("organisation-beside-" + name)
        .start(
            () -> {
              try {
                reading.run();
              } finally {
                readingBeside.decrementAndGet();
                beside.release();
              }
            });
  }

  private static void join(List<Thread> threads) {
    Deadline deadline = Deadline.in(PATIENCE);
    for (Thread thread : threads) {
      try {
        thread.join(deadline.remaining());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
