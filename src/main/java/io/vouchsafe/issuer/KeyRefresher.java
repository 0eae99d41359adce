package io.vouchsafe.issuer;

import io.vouchsafe.caller.Revocations;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the keys of one issuer, and as often its revoked grants, again and again: every {@code
 * refresh}, give or take a tenth, and sooner while a reading fails. Neither waits for the other.
 */
public final class KeyRefresher implements AutoCloseable {
  private final Issuer issuer;
  private final Runnable afterReading;
  private final List<Thread> threads;

  /**
   * @param afterReading runs after every reading of the keys, good or not, on the reader's virtual
   *     thread
   */
  public KeyRefresher(Issuer issuer, Duration refresh, Runnable afterReading) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.afterReading = Objects.requireNonNull(afterReading, "afterReading");
    Objects.requireNonNull(refresh, "refresh");
    Optional<Revocations> revocations = issuer.grants().revocations();
    this.threads =
        Stream.concat(
                Stream.of(thread("keys", new Rereading("the keys", this::readKeys, refresh))),
                revocations.stream()
                    .map(it -> new Rereading("revoked grants", it::refresh, refresh))
                    .map(reading -> thread("revoked-grants", reading)))
            .toList();
  }

  private Thread thread(String what, Rereading reading) {
    return Thread.ofVirtual().name(what + "-" + issuer.name()).unstarted(reading);
  }

  /** Begins to read; returns at once. May be called once. */
  void start() {
    threads.forEach(Thread::start);
  }

  private boolean readKeys() {
    boolean good = issuer.keys().refresh();
    afterReading.run();
    return good;
  }

  /** Ends the reading; does not wait for one that is under way. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
