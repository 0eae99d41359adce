package io.vouchsafe.key;

import io.vouchsafe.base.Trouble;
import io.vouchsafe.base.Troubles;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys that one issuer has in one region's Vault, as they were last read. Safe for many
 * threads; everything but {@link #refresh} and {@link #readAgain} answers from memory. A region
 * waits for no other.
 */
public final class RegionKeys {
  private final Region region;
  private final KeyCustodian custodian;
  private final Map<KeyRole, KeyPolicy> policies;
  private final InstantSource clock;
  private final KeyEvents events;
  private final RegionSilence silence;
  private final AtomicReference<KeyView> views;
  private final Runnable readingEnded;
  private final Runnable foundingSettled;
  private final ReentrantLock refreshing = new ReentrantLock();
  private final Troubles<KeyRole, KeyFault> faults;
  private final RegionWatch watch;
  private volatile Optional<Instant> waitsSince = Optional.empty();
  private volatile long readingsBegun;

  /**
   * @param views the issuer's state, which every region's readings change
   * @param readingEnded runs after every reading
   * @param foundingSettled runs after the one by which all keys of all regions were read
   */
  RegionKeys(
      RegionSource source,
      Map<KeyRole, KeyPolicy> policies,
      InstantSource clock,
      AtomicReference<KeyView> views,
      Runnable readingEnded,
      Runnable foundingSettled) {
    this.region = source.region();
    this.custodian = source.custodian();
    this.events = source.events();
    this.silence = source.silence();
    this.policies = policies;
    this.clock = clock;
    this.views = Objects.requireNonNull(views, "views");
    this.readingEnded = Objects.requireNonNull(readingEnded, "readingEnded");
    this.foundingSettled = Objects.requireNonNull(foundingSettled, "foundingSettled");
    this.faults = new Troubles<>(clock);
    this.watch = new RegionWatch(region, events);
  }

  public Region region() {
    return region;
  }

  /** As {@link KeyCustodian#newKeys}. */
  public String newKeys() {
    return custodian.newKeys();
  }

  private RegionView view() {
    return views.get().region(region);
  }

  /** Whether its Vault shows no key to anybody now, whatever issuer it is read for. */
  public boolean away() {
    return silence.on();
  }

  /** The last good reading of each key; {@link KeyRing#EMPTY} before the first. */
  public KeyRing ring() {
    return view().ring();
  }

  /** {@link #ring}, and for keys that were not read yet those of a snapshot. */
  public KeyRing publishedRing() {
    return view().published();
  }

  /** Whether every key that belongs in the JWKS was read at least once, or restored. */
  public boolean publishable() {
    return view().complete(view().published());
  }

  /** Whether a key in the JWKS is one of a snapshot, since it was not read yet. */
  public boolean restored() {
    return view().hasRestored();
  }

  /** Whether its part of the JWKS is there and not older than {@code max-published-age}. */
  public boolean fresh() {
    return view().fresh(clock.instant());
  }

  /** The age of the oldest reading that its part of the JWKS is made of; empty without one. */
  public Optional<Duration> publishedAge() {
    return publishedRing().age(clock.instant());
  }

  /** How far Vault's clock is ahead of ours, by the last answer that had a time. */
  public Optional<ClockOffset> clockOffset() {
    return view().clockOffset();
  }

  /** The life of the key in {@code role}; empty if it was never read. */
  public Optional<KeyLife> life(KeyRole role) {
    return views.get().life(region, role);
  }

  /** Which version of the key in {@code role} signs now. */
  public SigningChoice signing(KeyRole role) {
    return views.get().signing(region, role, clock.instant()).because(fault(role));
  }

  /**
   * Versions of the key in {@code role} that belong in the JWKS at {@code now}, ascending: all that
   * are not skipped while this instance's clock is too far off to tell which are over.
   */
  public List<KeyVersion> published(KeyRole role, Instant now) {
    return views.get().published(region, role, now);
  }

  /** What is wrong with the last reading of each key; empty if nothing is. */
  public List<KeyFault> faults() {
    return roles().stream().flatMap(role -> fault(role).stream()).toList();
  }

  private Optional<KeyFault> fault(KeyRole role) {
    return faults.current(role).map(Trouble.Row::reason);
  }

  void listed(boolean there) {
    events.listed(there);
  }

  private Set<KeyRole> roles() {
    return policies.keySet();
  }

  /**
   * Publishes {@code snapshot} until the keys are read. Nothing signs with it, and a reading need
   * not agree with it.
   *
   * @throws IllegalArgumentException saying why it must not be published: its reading is older than
   *     {@code max-published-age} or in the future, or it has not the keys that belong in the JWKS
   */
  public void restore(RingSnapshot snapshot) {
    Instant now = clock.instant();
    views.updateAndGet(view -> view.with(region, it -> it.restore(snapshot, now)));
  }

  /**
   * Reads every key, side by side, and takes over what counts as a good reading. Calls that come
   * while one is under way wait for it.
   *
   * @return whether all readings were good
   */
  public boolean refresh() {
    refreshing.lock();
    try {
      return read();
    } finally {
      refreshing.unlock();
    }
  }

  /**
   * Reads every key at once, because something contradicted the last reading. All who ask while a
   * reading is under way share the next one, so that a flood of contradictions is one more reading.
   */
  public void readAgain() {
    long seen = readingsBegun;
    refreshing.lock();
    try {
      if (readingsBegun == seen) {
        read();
      }
    } finally {
      refreshing.unlock();
    }
  }

  /**
   * A reading was left out for want of room: the region is waited for no longer than where it shows
   * nothing.
   */
  public void leftOut() {
    listen(List.of());
    giveUpInTime();
    readingEnded.run();
  }

  private boolean read() {
    readingsBegun++;
    List<KeyReading> read = custodian.readAll(roles());
    boolean settled = views.get().foundingKnown();
    take(read);
    listen(read);
    giveUpInTime();
    readingEnded.run();
    watch();
    if (!settled && views.get().foundingKnown()) {
      foundingSettled.run();
    }
    return faults().isEmpty();
  }

  private void listen(List<KeyReading> read) {
    Instant now = clock.instant();
    Instant since = now;
    if (read.stream().anyMatch(KeyReading.Good.class::isInstance)) {
      silence.ended();
    } else {
      since = silence.lasts(now);
    }
    if (waitsSince.isEmpty()) {
      waitsSince = Optional.of(since);
    }
  }

  private void take(List<KeyReading> read) {
    KeyRing ring = view().ring();
    Optional<ClockOffset> offset = view().clockOffset();
    for (KeyReading reading : read) {
      ring = take(ring, MissingKey.among(read, reading));
      if (reading instanceof KeyReading.Good good && good.clock().isPresent()) {
        offset = good.clock();
      }
    }
    KeyRing newRing = ring;
    Optional<ClockOffset> newOffset = offset;
    views.updateAndGet(view -> view.with(region, it -> it.read(newRing, newOffset)));
  }

  private KeyRing take(KeyRing current, KeyReading reading) {
    return switch (reading) {
      case KeyReading.Failed(KeyFault fault) -> keep(current, fault);
      case KeyReading.Good(SigningKey key, Optional<ClockOffset> _) -> {
        Optional<SigningKey> before = current.key(key.role());
        Optional<KeyFault> fault =
            ReadingCheck.check(before, key, policies.get(key.role()), custodian.newKeys());
        yield fault.isPresent() ? keep(current, fault.get()) : accept(current, before, key);
      }
    };
  }

  private KeyRing keep(KeyRing current, KeyFault fault) {
    if (faults.failed(fault.role(), fault)) {
      events.readingFailed(fault);
    }
    return current;
  }

  private KeyRing accept(KeyRing current, Optional<SigningKey> before, SigningKey key) {
    boolean recovered = faults.worked(key.role());
    if (before.isEmpty() || recovered) {
      events.read(key);
    }
    before.filter(old -> !key.follows(old)).ifPresent(old -> events.replaced(old, key));
    if (key.traits().recoverable()
        && before.map(old -> !old.traits().recoverable()).orElse(false)) {
      events.recoverable(key);
    }
    return current.with(key);
  }

  /**
   * A region that shows nothing for {@link KeyPolicy#patience} must not keep all others from being
   * served.
   */
  private void giveUpInTime() {
    if (patienceIsOver()) {
      views.updateAndGet(view -> view.with(region, RegionView::giveUp));
    }
  }

  /** Whether the region was waited for, by this issuer or another, {@link KeyPolicy#patience}. */
  private boolean patienceIsOver() {
    Duration patience = policies.get(KeyRole.RS256).patience();
    return waitsSince.filter(since -> !clock.instant().isBefore(since.plus(patience))).isPresent();
  }

  /** Tells what follows for its keys from the readings of all regions. */
  void watch() {
    watch.look(views::get, clock, this::patienceIsOver);
  }
}
