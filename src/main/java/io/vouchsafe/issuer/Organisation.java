package io.vouchsafe.issuer;

import io.vouchsafe.caller.RegionRevocations;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An organisation that somebody asked for of late: its issuer, with keys that are kept fresh. */
public final class Organisation {
  private final String name;
  private final Issuer issuer;
  private final CompletableFuture<Void> firstReading = new CompletableFuture<>();
  private final InstantSource clock;
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

  /**
   * Whether what is known of its keys could be read again: the last reading of home was good, and
   * no other region is away whose keys are known.
   */
  boolean readable() {
    return readable
        && issuer.keys().others().stream()
            .noneMatch(it -> it.away() && !it.ring().keys().isEmpty());
  }

  /** Failed readings in a row, for the reader alone. */
  int failures() {
    return failures;
  }

  /**
   * Reads home's keys, and beside them on virtual threads the lists of revoked grants and what
   * other regions have. It waits for none of these; {@link #firstReading} does, for a while.
   */
  void read(BesideReadings beside) {
    boolean first = !firstReading.isDone();
    List<Thread> others = beside.begin(name, issuer);
    boolean good = false;
    try {
      good = issuer.keys().refresh();
    } finally {
      readable = good;
      failures = good ? 0 : failures + 1;
      if (first) {
        endFirst(beside, others);
      }
    }
  }

  /** Who waits for another region keeps nobody else's keys from being read. */
  private void endFirst(BesideReadings beside, List<Thread> others) {
    if (others.isEmpty()) {
      firstReading.complete(null);
      return;
    }
    Thread.ofVirtual()
        .name("organisation-first-" + name)
        .start(
            () -> {
              beside.await(others);
              firstReading.complete(null);
            });
  }
}
