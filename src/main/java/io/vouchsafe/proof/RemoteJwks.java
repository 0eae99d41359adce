package io.vouchsafe.proof;

import io.vouchsafe.base.Trouble;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys of one trusted issuer as they were last read. They are fetched at most once in 10 s,
 * whoever causes it, and a caller waits for a fetch only if the key that it needs is not known.
 *
 * <p>A {@code kid} counts as unknown only if a fetch lacked it that began after the caller came. So
 * whoever asks for made-up ones hastens a fetch, and never takes it away from somebody else.
 */
final class RemoteJwks {
  static final Duration SHORTEST_FRESH = Duration.ofSeconds(60);
  static final Duration LONGEST_FRESH = Duration.ofHours(1);
  static final Duration LONGEST_KEPT = Duration.ofHours(24);

  /** The shortest time from the beginning of one fetch to that of the next. */
  static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);

  /**
   * @param number counts from 1; 0 is that of no fetch
   */
  private record Fetch(long number, Instant begunAt, CompletableFuture<Void> done) {
    static final Fetch NONE = new Fetch(0, Instant.MIN, CompletableFuture.completedFuture(null));

    Instant nextAt() {
      return begunAt.plus(BETWEEN_FETCHES);
    }

    /** A clock that was put back delays nothing. */
    boolean mayBeFollowed(Instant now) {
      return done.isDone() && (!now.isBefore(nextAt()) || now.isBefore(begunAt));
    }
  }

  /**
   * @param fetch the number of the fetch that it came by
   */
  private record Reading(List<ProofKey> keys, long fetch, Instant readAt, Instant refreshAt) {
    static final Reading NONE = new Reading(List.of(), 0, Instant.MIN, Instant.MIN);

    boolean usable(Instant now) {
      return fetch > 0 && !now.isAfter(readAt.plus(LONGEST_KEPT));
    }

    List<ProofKey> named(String kid, Instant now) {
      return usable(now) ? keys.stream().filter(key -> key.kid().equals(kid)).toList() : List.of();
    }
  }

  private final TrustedIssuer issuer;
  private final JwksSource source;
  private final InstantSource clock;
  private final TrustedIssuerEvents events;
  private final Trouble<String> fetches;
  private final ReentrantLock starting = new ReentrantLock();
  private volatile Reading reading = Reading.NONE;
  private volatile Fetch last = Fetch.NONE;

  RemoteJwks(
      TrustedIssuer issuer, JwksSource source, InstantSource clock, TrustedIssuerEvents events) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.source = Objects.requireNonNull(source, "source");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.events = Objects.requireNonNull(events, "events");
    this.fetches = new Trouble<>(clock);
  }

  /**
   * The keys named {@code kid}. Waits for a fetch only if none is known.
   *
   * @return empty if the issuer has none
   * @throws Problem of kind UNAVAILABLE, with the time to the next fetch, if that cannot be told
   *     now
   */
  List<ProofKey> find(String kid) {
    List<ProofKey> known = reading.named(kid, clock.instant());
    if (known.isEmpty()) {
      return search(kid);
    }
    refresh();
    return known;
  }

  private List<ProofKey> search(String kid) {
    long before = last.number();
    next().done().join();
    Reading held = reading;
    List<ProofKey> found = held.named(kid, clock.instant());
    if (found.isEmpty() && held.fetch() <= before) {
      throw untold(held);
    }
    return found;
  }

  private Problem untold(Reading held) {
    Instant now = clock.instant();
    boolean old = held.usable(now) && fetches.current().isEmpty();
    if (!old) {
      events.callerRefused(issuer);
    }
    return Problem.unavailable(
        old
            ? "the keys of trusted issuer %s have no such kid, and are fetched again soon"
                .formatted(issuer.name())
            : "the keys of trusted issuer %s are not available".formatted(issuer.name()),
        Duration.between(now, last.nextAt()));
  }

  /** What is known now; from memory. */
  TrustedKeys now() {
    Reading held = reading;
    return new TrustedKeys(
        issuer,
        held.keys().size(),
        held == Reading.NONE ? Optional.empty() : Optional.of(held.readAt()),
        fetches.current());
  }

  /** Starts a fetch if one is due; does not wait for it. */
  void refresh() {
    if (!clock.instant().isBefore(reading.refreshAt())) {
      next();
    }
  }

  /** The next fetch if it may begin, else the last one. */
  private Fetch next() {
    starting.lock();
    try {
      Instant now = clock.instant();
      if (last.mayBeFollowed(now)) {
        last = begin(last.number() + 1, now);
      }
      return last;
    } finally {
      starting.unlock();
    }
  }

  private Fetch begin(long number, Instant now) {
    return new Fetch(
        number,
        now,
        CompletableFuture.runAsync(
            () -> read(number),
            command -> Thread.ofVirtual().name("jwks-" + issuer.name()).start(command)));
  }

  private void read(long number) {
    try {
      JwksSource.Fetched fetched = source.fetch();
      succeed(number, document(fetched), fetched.freshFor());
    } catch (JwksFault e) {
      fail(e.getMessage());
    } catch (RuntimeException e) {
      fail("reading them failed (%s)".formatted(e.getClass().getSimpleName()));
    }
  }

  private JwksDocument document(JwksSource.Fetched fetched) throws JwksFault {
    try {
      return JwksDocument.read(fetched.jwks(), issuer.identity());
    } catch (JwksFault fault) {
      throw source.unusable(fault);
    }
  }

  private void succeed(long number, JwksDocument jwks, Duration freshFor) {
    Instant now = clock.instant();
    boolean first = reading == Reading.NONE;
    Duration fresh = jwks.refreshHint().filter(it -> it.compareTo(freshFor) < 0).orElse(freshFor);
    reading = new Reading(jwks.keys(), number, now, now.plus(bounded(fresh)));
    boolean again = fetches.worked();
    if (first || again) {
      events.keysRead(issuer, jwks.keys().size());
    }
  }

  private static Duration bounded(Duration freshFor) {
    if (freshFor.compareTo(SHORTEST_FRESH) < 0) {
      return SHORTEST_FRESH;
    }
    return freshFor.compareTo(LONGEST_FRESH) > 0 ? LONGEST_FRESH : freshFor;
  }

  private void fail(String reason) {
    if (fetches.failed(reason)) {
      events.keysFailed(issuer, reason);
    }
  }
}
