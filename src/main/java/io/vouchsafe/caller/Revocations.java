package io.vouchsafe.caller;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.base.FirstReading;
import io.vouchsafe.base.Jitter;
import io.vouchsafe.base.Trouble;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.proof.Refused;
import io.vouchsafe.token.Audit;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The revoked grants of one issuer, as they were last read, and those that were revoked here since.
 * Safe for many threads; only reading and revoking wait for the store.
 */
public final class Revocations {
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  /** A later reading has a higher number, whatever the clock says. */
  private record Reading(RevocationList list, Instant at, long number) {}

  private final String issuer;
  private final RevocationStore store;
  private final KeyPolicy keyPolicy;
  private final Audit audit;
  private final RevocationEvents events;
  private final InstantSource clock;
  private final Consumer<Duration> wait;
  private final Instant begun;
  private final Trouble<String> trouble;
  private final FirstReading firstReading = new FirstReading();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<RevocationEntry.Scope, RevocationEntry> own = new HashMap<>();
  private final RevocationRoom room = new RevocationRoom();
  private final LostRevocations lost;
  private final AtomicLong readings = new AtomicLong();
  private volatile Optional<Reading> reading = Optional.empty();
  private volatile boolean tried;

  /**
   * @param issuer the {@code iss}
   * @param keyPolicy of the issuer's grant key, with which the list is read
   */
  public Revocations(
      String issuer,
      RevocationStore store,
      KeyPolicy keyPolicy,
      Audit audit,
      RevocationEvents events,
      InstantSource clock) {
    this(issuer, store, keyPolicy, audit, events, clock, time -> Jitter.pause(time, 1, 1));
  }

  Revocations(
      String issuer,
      RevocationStore store,
      KeyPolicy keyPolicy,
      Audit audit,
      RevocationEvents events,
      InstantSource clock,
      Consumer<Duration> wait) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.store = Objects.requireNonNull(store, "store");
    this.keyPolicy = Objects.requireNonNull(keyPolicy, "keyPolicy");
    this.audit = Objects.requireNonNull(audit, "audit");
    this.events = Objects.requireNonNull(events, "events");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.wait = wait;
    this.begun = clock.instant();
    this.trouble = new Trouble<>(clock);
    this.lost = new LostRevocations(events, keyPolicy.clockError(), store.timeout());
  }

  /** Whether the list could be read. Of readings that overlap the one that began last counts. */
  public boolean refresh() {
    long number = readings.incrementAndGet();
    Instant asked = clock.instant();
    try {
      take(store.list(Deadline.in(store.timeout())), asked, number);
      return true;
    } catch (RevocationStore.Fault fault) {
      trouble.failed(fault.getMessage() + "; " + fault.remedy());
      events.failed(RevocationEvents.Act.LIST, fault);
      return false;
    } finally {
      tried = true;
      firstReading.readingEnded();
    }
  }

  /** What was revoked here counts until it has expired: a standby's list may be older than that. */
  private void take(List<String> names, Instant asked, long number) {
    RevocationList list = RevocationList.of(names, asked);
    lock.lock();
    try {
      own.values().removeIf(it -> !it.expiresAt().isAfter(asked));
      own.values().forEach(list::keep);
      if (reading.filter(it -> it.number() > number).isEmpty()) {
        reading = Optional.of(new Reading(list, asked, number));
      }
    } finally {
      lock.unlock();
    }
    trouble.worked();
    events.worked(RevocationEvents.Act.LIST);
    events.read(list.unknown());
    lost.read(names, asked, number);
  }

  /**
   * Waits until the first attempt to read the list has ended, for {@code atMost}. Returns at once
   * where {@value FirstReading#MOST_WAITING} wait already.
   */
  void awaitFirstReading(Duration atMost) {
    firstReading.await(atMost, () -> !tried);
  }

  /** How long ago the list was read; before the first reading, how long it has been waited for. */
  public Duration age() {
    return Duration.between(reading.map(Reading::at).orElse(begun), clock.instant());
  }

  /** The failures to read the list since it was last read, with what mends them. */
  public Optional<Trouble.Row<String>> trouble() {
    return trouble.current();
  }

  /** How many entries there are, as far as is known here. */
  public int size() {
    return reading.map(it -> it.list().size()).orElse(0);
  }

  /** The scopes that a grant is in, for {@link #check}. */
  List<RevocationEntry.Scope> scopes(String broker, String id, List<String> subjects) {
    return Stream.concat(
            Stream.of(RevocationEntry.Scope.ofGrant(issuer, broker, id)),
            subjects.stream()
                .distinct()
                .map(sub -> RevocationEntry.Scope.ofSubject(issuer, broker, sub)))
        .toList();
  }

  /**
   * Checks that a grant is not revoked. Answers from memory.
   *
   * @throws Problem of kind INVALID_CREDENTIALS if it is, or UNAVAILABLE if that cannot be told now
   */
  void check(List<RevocationEntry.Scope> scopes, Instant issuedAt) {
    RevocationList list = fresh();
    if (scopes.stream().anyMatch(scope -> list.revokes(scope, issuedAt))) {
      throw Refused.because("the grant was revoked; ask its broker for a new one");
    }
  }

  /**
   * Checks that a grant which is made now would not be revoked already.
   *
   * @throws Problem of kind UNAVAILABLE if it would
   */
  void checkNew(String broker, String sub) {
    Instant second = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    RevocationEntry.Scope scope = RevocationEntry.Scope.ofSubject(issuer, broker, sub);
    if (reading.filter(it -> it.list().revokes(scope, second)).isPresent()) {
      throw Problem.unavailable("the grants of this workload were revoked a moment ago", A_SECOND);
    }
  }

  private RevocationList fresh() {
    return reading
        .filter(it -> unknownSince().isEmpty())
        .map(Reading::list)
        .orElseThrow(
            () ->
                Problem.unavailable(
                    "the list of revoked grants has not been read, or was read too long ago to"
                        + " check grants",
                    keyPolicy.refresh()));
  }

  /** Since when no grant can be checked: from the start, or as the list is too old. */
  public Optional<Instant> unknownSince() {
    Optional<Instant> until = reading.map(it -> it.at().plus(keyPolicy.maxRingAge()));
    return until.filter(it -> !clock.instant().isAfter(it)).isPresent()
        ? Optional.empty()
        : until.or(() -> Optional.of(begun));
  }

  /**
   * Revokes one grant of {@code broker}, whether anybody knows it or not.
   *
   * @throws Problem of kind NO_ROOM if there is none for another entry, or UNAVAILABLE if it is not
   *     certain that it is revoked
   */
  public void revokeGrant(Broker broker, String id, Deadline deadline) {
    RevocationEntry.Scope scope = RevocationEntry.Scope.ofGrant(issuer, broker.name(), id);
    audit.revokedGrant(id, revoke(scope, RevocationEntry.ALL, deadline));
  }

  /**
   * Revokes all grants of {@code broker} for the workload {@code sub} that were made before this
   * call, by this instance's clock. It returns when that second is over, since a grant knows the
   * second in which it was made and no fraction of it: what is made then is good.
   *
   * @throws Problem as {@link #revokeGrant}
   */
  public void revokeSubject(Broker broker, String sub, Deadline deadline) {
    Instant until = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    RevocationEntry.Scope scope = RevocationEntry.Scope.ofSubject(issuer, broker.name(), sub);
    audit.revokedWorkload(sub, revoke(scope, until, deadline));
    wait.accept(Duration.between(clock.instant(), until.plus(A_SECOND)));
  }

  /** Revokes, unless that was done before; when the entry is not needed any more. */
  private Instant revoke(RevocationEntry.Scope scope, Instant until, Deadline deadline) {
    RevocationEntry entry =
        new RevocationEntry(
            RevocationEntry.expiry(clock.instant(), keyPolicy.clockError()), scope, until);
    if (reserve(entry)) {
      try {
        add(entry, deadline);
      } finally {
        release(entry);
      }
    }
    return entry.expiresAt();
  }

  /** Whether there is anything to add, also once more, for which room is then taken. */
  private boolean reserve(RevocationEntry entry) {
    lock.lock();
    try {
      RevocationList list = fresh();
      if (list.has(entry.scope(), entry.until())) {
        own.merge(entry.scope(), entry, RevocationEntry::later);
        return false;
      }
      room.take(entry.scope().holder(), list);
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void release(RevocationEntry entry) {
    lock.lock();
    try {
      room.giveBack(entry.scope().holder());
    } finally {
      lock.unlock();
    }
  }

  private void add(RevocationEntry entry, Deadline deadline) {
    try {
      addUnlessListed(entry.name(), deadline);
      added(entry);
      events.worked(RevocationEvents.Act.ADD);
    } catch (RevocationStore.Fault fault) {
      events.failed(RevocationEvents.Act.ADD, fault);
      throw Problem.unavailable("the grant could not be revoked: " + fault.getMessage(), A_SECOND);
    }
  }

  /** Another instance may have added it since the last reading. */
  private void addUnlessListed(String name, Deadline deadline) throws RevocationStore.Fault {
    try {
      store.add(name, deadline);
    } catch (RevocationStore.Fault fault) {
      if (!fault.denied() || !store.list(deadline).contains(name)) {
        throw fault;
      }
    }
  }

  /** A reading that is under way may have begun before it was added. */
  private void added(RevocationEntry entry) {
    lock.lock();
    try {
      own.merge(entry.scope(), entry, RevocationEntry::later);
      reading.orElseThrow().list().addMissing(entry);
      lost.added(entry.name());
    } finally {
      lock.unlock();
    }
  }
}
