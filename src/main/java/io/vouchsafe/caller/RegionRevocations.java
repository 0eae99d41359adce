package io.vouchsafe.caller;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.base.FirstReading;
import io.vouchsafe.base.Trouble;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionSilence;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The revoked grants of one issuer as one region's Vault lists them, as they were last read, and
 * those that were added to them here since. Safe for many threads; only {@link #refresh} waits for
 * the store. A region waits for no other.
 */
public final class RegionRevocations {
  /** A call that fails may be one of a busy start; so many in a row are an outage. */
  static final int ATTEMPTS = 3;

  /** A later reading has a higher number, whatever the clock says. */
  private record Reading(RevocationList list, Instant at, long number) {}

  private final Region region;
  private final RevocationStore store;
  private final RevocationEvents events;
  private final RegionSilence silence;
  private final KeyPolicy keyPolicy;
  private final boolean alone;
  private final InstantSource clock;
  private final Instant begun;
  private final Trouble<String> trouble;
  private final FirstReading firstReading = new FirstReading();
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<RevocationEntry.Scope, RevocationEntry> own = new HashMap<>();
  private final RevocationRoom room = new RevocationRoom();
  private final LostRevocations lost;
  private final AtomicLong readings = new AtomicLong();
  private volatile Optional<Reading> reading = Optional.empty();
  private final AtomicInteger triedInVain = new AtomicInteger();

  /**
   * @param keyPolicy of the issuer's grant key, with which the list is read
   * @param alone whether the issuer has no other region: then {@code max-ring-age} bounds the list,
   *     as it bounds signing; else {@code max-published-age}, since another region's Vault goes on
   *     signing while this one is away
   */
  RegionRevocations(
      RevocationSource source, KeyPolicy keyPolicy, boolean alone, InstantSource clock) {
    this.region = source.region();
    this.store = source.store();
    this.events = source.events();
    this.silence = source.silence();
    this.keyPolicy = Objects.requireNonNull(keyPolicy, "keyPolicy");
    this.alone = alone;
    this.clock = Objects.requireNonNull(clock, "clock");
    this.begun = clock.instant();
    this.trouble = new Trouble<>(clock);
    this.lost = new LostRevocations(events, keyPolicy.clockError(), store.timeout());
  }

  public Region region() {
    return region;
  }

  /** It is read no more: that it could not be is nobody's fault. */
  public void ended() {
    events.worked(RevocationEvents.Act.LIST);
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
      triedInVain.incrementAndGet();
      silence.lasts(clock.instant());
      return false;
    } finally {
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
    silence.ended();
    events.worked(RevocationEvents.Act.LIST);
    events.read(list.unknown());
    lost.read(names, asked, number);
  }

  /**
   * Checks that the list was read, or tried in vain {@value #ATTEMPTS} times, or that nobody could
   * read one of this region for {@link KeyPolicy#patience}. Another region's list is not waited for
   * any longer: a Vault that is away must not end the grants of all regions.
   *
   * @throws Problem of kind UNAVAILABLE if it was not
   */
  void requireTried() {
    if (!tried()) {
      throw unknown();
    }
  }

  /** Whether the list was read once. */
  public boolean wasRead() {
    return reading.isPresent();
  }

  private boolean tried() {
    return reading.isPresent()
        || triedInVain.get() >= (alone ? 1 : ATTEMPTS)
        || silence.lasted(keyPolicy.patience(), clock.instant());
  }

  /**
   * Waits until the list was read, or tried in vain {@value #ATTEMPTS} times (once where the issuer
   * has no other region), for {@code atMost}. Returns at once where {@value
   * FirstReading#MOST_WAITING} wait already.
   */
  void awaitFirstReading(Duration atMost) {
    firstReading.await(atMost, () -> !tried());
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

  /** How old the list may be while grants that the region's key signed are checked. */
  public Duration bound() {
    return alone ? keyPolicy.maxRingAge() : keyPolicy.maxPublishedAge();
  }

  /** The last word of the setting that is {@link #bound}. */
  public String boundName() {
    return alone ? "max-ring-age" : "max-published-age";
  }

  /** What follows from a list that is older than {@link #bound}, for operators. */
  public String consequence() {
    return alone
        ? "no grant is accepted"
        : "no grant that a key of region %s signed is accepted".formatted(region);
  }

  /**
   * Since when no grant that the region's key signed can be checked: from the start, or as the list
   * is older than {@link #bound}.
   */
  public Optional<Instant> unknownSince() {
    Optional<Instant> until = reading.map(it -> it.at().plus(bound()));
    return until.filter(it -> !clock.instant().isAfter(it)).isPresent()
        ? Optional.empty()
        : until.or(() -> Optional.of(begun));
  }

  /**
   * The list.
   *
   * @throws Problem of kind UNAVAILABLE if it was not read, or is older than {@link #bound}
   */
  RevocationList fresh() {
    return reading
        .filter(it -> unknownSince().isEmpty())
        .map(Reading::list)
        .orElseThrow(this::unknown);
  }

  private Problem unknown() {
    return Problem.unavailable(
        "the list of revoked grants%s has not been read, or was read too long ago to check grants"
            .formatted(alone ? "" : " of region " + region),
        keyPolicy.refresh());
  }

  /**
   * Whether a grant that was made at {@code issuedAt} and is in {@code scope} is revoked, by the
   * last reading, however old that is.
   */
  boolean revokes(RevocationEntry.Scope scope, Instant issuedAt) {
    return reading.filter(it -> it.list().revokes(scope, issuedAt)).isPresent();
  }

  /**
   * Takes room for {@code entry}, unless the list has it: then it counts as added here.
   *
   * @return whether it is to be added, and {@link #release} to be called then
   * @throws Problem as {@link #fresh}, or of kind NO_ROOM
   */
  boolean reserve(RevocationEntry entry) {
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

  /** Gives back the room that {@code entry} took on its way. */
  void release(RevocationEntry entry) {
    lock.lock();
    try {
      room.giveBack(entry.scope().holder());
    } finally {
      lock.unlock();
    }
  }

  /** The store has {@code entry}. A reading that is under way may have begun before that. */
  void added(RevocationEntry entry) {
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
