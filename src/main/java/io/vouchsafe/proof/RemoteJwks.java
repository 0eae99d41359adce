package io.vouchsafe.proof;

import io.vouchsafe.base.Trouble;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys of one trusted issuer as they were last read. At most one fetch is under way at a time,
 * and a caller waits for it only if the key that it needs is not known.
 */
final class RemoteJwks {
  static final Duration SHORTEST_FRESH = Duration.ofSeconds(60);
  static final Duration LONGEST_FRESH = Duration.ofHours(1);
  static final Duration LONGEST_KEPT = Duration.ofHours(24);

  /** The pause between two fetches for a kid that is not in the set. */
  static final Duration BETWEEN_SEARCHES = Duration.ofSeconds(60);

  /** The pause between two attempts while there is no key at all. */
  static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(5);

  private record Reading(List<ProofKey> keys, Instant readAt, Instant refreshAt) {
    static final Reading NONE = new Reading(List.of(), Instant.MIN, Instant.MIN);

    boolean usable(Instant now) {
      return !keys.isEmpty() && !now.isAfter(readAt.plus(LONGEST_KEPT));
    }

    List<ProofKey> named(String kid) {
      return keys.stream().filter(key -> key.kid().equals(kid)).toList();
    }
  }

  private final TrustedIssuer issuer;
  private final JwksSource source;
  private final InstantSource clock;
  private final TrustedIssuerEvents events;
  private final Trouble<String> fetches;
  private final ReentrantLock starting = new ReentrantLock();
  private volatile Reading reading = Reading.NONE;
  private volatile Instant attemptAgainAt = Instant.MIN;
  private volatile Instant searchAgainAt = Instant.MIN;
  private CompletableFuture<Void> flight = CompletableFuture.completedFuture(null);

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
   * @throws Problem of kind UNAVAILABLE if that cannot be told now
   */
  List<ProofKey> find(String kid) {
    Instant now = clock.instant();
    Reading held = reading;
    List<ProofKey> known = held.usable(now) ? held.named(kid) : List.of();
    if (known.isEmpty()) {
      search(kid).join();
      return found(kid);
    }
    refresh();
    return known;
  }

  private List<ProofKey> found(String kid) {
    Instant now = clock.instant();
    Reading held = reading;
    if (!held.usable(now)) {
      throw unavailable(now, attemptAgainAt);
    }
    List<ProofKey> found = held.named(kid);
    if (found.isEmpty() && fetches.current().isPresent()) {
      throw unavailable(now, searchAgainAt);
    }
    return found;
  }

  private Problem unavailable(Instant now, Instant again) {
    events.callerRefused(issuer);
    Duration wait = Duration.between(now, again.isAfter(now) ? again : now.plusSeconds(1));
    return Problem.unavailable(
        "the keys of trusted issuer %s are not available".formatted(issuer.name()),
        wait.plusMillis(999).truncatedTo(ChronoUnit.SECONDS));
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
    Instant now = clock.instant();
    starting.lock();
    try {
      boolean due = !now.isBefore(reading.refreshAt()) && !now.isBefore(attemptAgainAt);
      if (due && flight.isDone()) {
        flight = fetch();
      }
    } finally {
      starting.unlock();
    }
  }

  /** The fetch under way, or one more if {@code kid} is still missing and it is time for one. */
  private CompletableFuture<Void> search(String kid) {
    starting.lock();
    try {
      Instant now = clock.instant();
      boolean usable = reading.usable(now);
      boolean missing = !usable || reading.named(kid).isEmpty();
      boolean due = !now.isBefore(usable ? searchAgainAt : attemptAgainAt);
      if (flight.isDone() && missing && due) {
        searchAgainAt = usable ? now.plus(BETWEEN_SEARCHES) : searchAgainAt;
        flight = fetch();
      }
      return flight;
    } finally {
      starting.unlock();
    }
  }

  private CompletableFuture<Void> fetch() {
    return CompletableFuture.runAsync(
        this::read, command -> Thread.ofVirtual().name("jwks-" + issuer.name()).start(command));
  }

  private void read() {
    try {
      JwksSource.Fetched fetched = source.fetch();
      List<ProofKey> keys = ProofKey.of(fetched.jwks(), issuer.identity());
      if (keys.isEmpty()) {
        throw new JwksFault("it is not a JWKS, or has no key that can verify a proof");
      }
      succeed(keys, fetched.freshFor());
    } catch (JwksFault e) {
      fail(e.getMessage());
    } catch (RuntimeException e) {
      fail("reading them failed (%s)".formatted(e.getClass().getSimpleName()));
    }
  }

  private void succeed(List<ProofKey> keys, Duration freshFor) {
    Instant now = clock.instant();
    boolean first = reading == Reading.NONE;
    reading = new Reading(keys, now, now.plus(bounded(freshFor)));
    boolean again = fetches.worked();
    if (first || again) {
      events.keysRead(issuer, keys.size());
    }
  }

  private static Duration bounded(Duration freshFor) {
    if (freshFor.compareTo(SHORTEST_FRESH) < 0) {
      return SHORTEST_FRESH;
    }
    return freshFor.compareTo(LONGEST_FRESH) > 0 ? LONGEST_FRESH : freshFor;
  }

  private void fail(String reason) {
    Instant now = clock.instant();
    boolean changed = fetches.failed(reason);
    attemptAgainAt = now.plus(reading.usable(now) ? SHORTEST_FRESH : BETWEEN_ATTEMPTS);
    if (changed) {
      events.keysFailed(issuer, reason);
    }
  }
}
