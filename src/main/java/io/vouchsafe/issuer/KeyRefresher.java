package io.vouchsafe.issuer;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads the keys of one issuer, and as often its revoked grants, of every region, again and again:
 * every {@code refresh}, give or take a tenth, and sooner while a reading fails. None of them waits
 * for another.
 */
public final class KeyRefresher implements AutoCloseable {
  private final Issuer issuer;
  private final Runnable afterReading;
  private final List<Thread> threads;

  /**
   * @param afterReading runs after every reading of home's keys, good or not, on the reader's
   *     virtual thread
   */
  public KeyRefresher(Issuer issuer, Duration refresh, Runnable afterReading) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.afterReading = Objects.requireNonNull(afterReading, "afterReading");
    Objects.requireNonNull(refresh, "refresh");
    Stream<Thread> home =
        Stream.of(thread("keys", new Rereading("the keys", this::readKeys, refresh)));
    Stream<Thread> others =
        issuer.keys().others().stream()
            .map(
                it ->
                    thread(
                        "keys-of-" + it.region(),
                        new Rereading("the keys of region " + it.region(), it::refresh, refresh)));
    Stream<Thread> lists =
        issuer.grants().revocations().stream()
            .flatMap(all -> all.regions().stream())
            .map(
                it ->
                    thread(
                        "revoked-grants-of-" + it.region(),
                        new Rereading(
                            "the revoked grants of region " + it.region(), it::refresh, refresh)));
    this.threads = Stream.of(home, others, lists).flatMap(Function.identity()).toList();
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
