package io.vouchsafe.agent.file;

import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.file.Renewer.Together;
import io.vouchsafe.agent.file.WholeFile.Trace;
import io.vouchsafe.base.InWords;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps one file fresh, on a thread of its own. */
final class FileKeeper implements Runnable {
  /** How often it looks whether the grant was replaced while it is refused. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** How often it looks whether its file is still its own. */
  private static final Duration LOOK_AT_FILE = Duration.ofSeconds(5);

  /** How long a file that somebody removed is not put back at the soonest. */
  private static final Duration PUT_BACK = Duration.ofMinutes(1);

  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

  private final TokenFile file;
  private final TokenSource source;
  private final Watcher watcher;
  private final Together together;
  private final InstantSource clock;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch settled = new CountDownLatch(1);
  private final ReentrantLock writing = new ReentrantLock();
  private final Map<ExitCode, Long> failures = new EnumMap<>(ExitCode.class);
  private final Noticed noticed;
  private Optional<HeldToken> unwritten = Optional.empty();
  private Optional<Trace> trace = Optional.empty();
  private int inARow;
  private boolean toldExpired;
  private volatile FileStatus status;

  FileKeeper(
      TokenFile file, TokenSource source, Watcher watcher, Together together, InstantSource clock) {
    this.file = file;
    this.source = source;
    this.watcher = watcher;
    this.together = together;
    this.clock = clock;
    noticed = new Noticed(line -> watcher.noticed(file, line));
    status = new FileStatus(file, Optional.empty(), 0, Map.of(), Optional.empty());
  }

  FileStatus status() {
    return status;
  }

  /** Waits until the file was written once, or it is known that it will not be by itself. */
  boolean awaitFirst(Duration longest) throws InterruptedException {
    return settled.await(longest.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Ends it after the write that is under way. */
  void stop() {
    stopping.countDown();
    writing.lock();
    writing.unlock();
  }

  @Override
  public void run() {
    WholeFile.removeLeftovers(file.path());
    while (!stopped()) {
      Object shown = source.credential();
      pause(attempt(), shown);
    }
    settled.countDown();
  }

  private boolean stopped() {
    return stopping.getCount() == 0 || Thread.currentThread().isInterrupted();
  }

  /** Tries once, and returns how long to wait before the next attempt. */
  private Duration attempt() {
    try {
      WholeFile.check(file.path());
      HeldToken token = unwritten.filter(HeldToken::good).isPresent() ? unwritten.get() : ask();
      unwritten = Optional.of(token);
      return write(token) ? worked(token) : Duration.ZERO;
    } catch (Fault e) {
      return failed(e);
    } catch (RuntimeException e) {
      return failed(Fault.unavailable("unexpected failure (this is a bug): " + e));
    }
  }

  private HeldToken ask() throws Fault {
    try {
      together.asking.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Fault.unavailable("interrupted");
    }
    try {
      return HeldToken.ask(source, new TokenSource.Wish(file.audience(), file.ttl()), clock);
    } finally {
      together.asking.release();
    }
  }

  private boolean write(HeldToken token) throws Fault {
    writing.lock();
    try {
      if (stopped()) {
        return false;
      }
      lookForOthers();
      trace = Optional.of(WholeFile.put(file.path(), token.token().compact(), file.mode()));
      return true;
    } finally {
      writing.unlock();
    }
  }

  private Duration worked(HeldToken token) {
    unwritten = Optional.empty();
    inARow = 0;
    toldExpired = false;
    status =
        new FileStatus(file, Optional.of(token), status.renewals() + 1, failures, Optional.empty());
    settled.countDown();
    watcher.renewed(file);
    compareClocks(token.clockAhead());
    return Renewal.after(token.life()).minus(token.age());
  }

  private Duration failed(Fault fault) {
    if (stopped()) {
      return Duration.ZERO;
    }
    inARow++;
    failures.merge(fault.code(), 1L, Long::sum);
    status = new FileStatus(file, status.held(), status.renewals(), failures, Optional.of(fault));
    watcher.failed(file, fault, status.good());
    if (fault.code() != ExitCode.UNAVAILABLE) {
      settled.countDown();
    }
    return Renewal.pause(inARow, status.held().map(HeldToken::left).orElse(Duration.ZERO));
  }

  private void pause(Duration length, Object shown) {
    Moment begin = Moment.now(clock);
    while (!stopped()) {
      Duration left = length.minus(begin.elapsed(clock));
      if (!left.isPositive() || (inARow > 0 ? mayWorkNow(shown) : isGone())) {
        return;
      }
      Duration look = inARow > 0 ? LOOK : LOOK_AT_FILE;
      try {
        stopping.await(Math.min(left.toNanos(), look.toNanos()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean mayWorkNow(Object shown) {
    if (!toldExpired && status.held().isPresent() && !status.good()) {
      toldExpired = true;
      watcher.expired(file);
    }
    return !source.credential().equals(shown);
  }

  private boolean isGone() {
    boolean gone = Trace.of(file.path()).isEmpty();
    if (gone) {
      noticed.once(
          Noticed.Kind.GONE,
          "something removes %s, which is put back after a minute; let it stay (Vault Agent: remove_jwt_after_reading = false)"
              .formatted(file.path()));
    } else {
      lookForOthers();
    }
    return gone && status.held().filter(held -> held.age().compareTo(PUT_BACK) > 0).isPresent();
  }

  private void lookForOthers() {
    Optional<Trace> found = Trace.of(file.path());
    if (trace.isPresent() && found.isPresent() && !found.equals(trace)) {
      noticed.once(
          Noticed.Kind.OTHER_WRITER,
          "something else writes %s too, perhaps a second agent; give each a file of its own"
              .formatted(file.path()));
    }
  }

  private void compareClocks(Duration ahead) {
    boolean differ = ahead.abs().compareTo(CLOCKS_DIFFER) > 0;
    if (together.clocksDiffer.getAndSet(differ) || !differ) {
      return;
    }
    watcher.noticed(
        file,
        "the issuer's clock is %s %s this machine's; set this machine's, since SDKs compare tokens with it (files are renewed in time all the same)"
            .formatted(InWords.time(ahead), ahead.isNegative() ? "behind" : "ahead of"));
  }
}
