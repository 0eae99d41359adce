package io.vouchsafe.key;

import static java.util.concurrent.CompletableFuture.supplyAsync;

import io.vouchsafe.base.FirstReading;
import io.vouchsafe.base.Trouble;
import io.vouchsafe.base.Troubles;
import io.vouchsafe.base.VirtualThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys of one issuer as they were last read, and what follows from that reading now. Safe for
 * many threads; everything but {@link #refresh}, {@link #readAgain} and {@link #awaitFirstReading}
 * answers from memory.
 */
public final class IssuerKeys {
  private final KeyCustodian custodian;
  private final Map<KeyRole, KeyPolicy> policies;
  private final InstantSource clock;
  private final KeyEvents events;
  private final ReentrantLock refreshing = new ReentrantLock();
  private final FirstReading firstReading = new FirstReading();
  private final Troubles<KeyRole, KeyFault> faults;
  private final Map<KeyRole, PhaseWatch> watches = new EnumMap<>(KeyRole.class);
  private volatile KeyView view;
  private volatile long readingsBegun;

  /**
   * @param policies a policy for each role that the issuer has; RS256 must be among them
   */
  public IssuerKeys(
      KeyCustodian custodian,
      Map<KeyRole, KeyPolicy> policies,
      InstantSource clock,
      KeyEvents events) {
    if (!policies.containsKey(KeyRole.RS256)) {
      throw new IllegalArgumentException("every issuer needs an RS256 key");
    }
    this.custodian = Objects.requireNonNull(custodian, "custodian");
    this.policies = Collections.unmodifiableMap(new EnumMap<>(policies));
    this.clock = Objects.requireNonNull(clock, "clock");
    this.events = Objects.requireNonNull(events, "events");
    this.faults = new Troubles<>(clock);
    this.view = KeyView.unread(this.policies);
  }

  /** The roles that the issuer is configured with. */
  public Set<KeyRole> roles() {
    return policies.keySet();
  }

  /** As {@link KeyCustodian#newKeys}. */
  public String newKeys() {
    return custodian.newKeys();
  }

  public KeyPolicy policy(KeyRole role) {
    return policies.get(role);
  }

  /** All answers as they follow from the last reading, so that they agree. */
  KeyView view() {
    return view;
  }

  /** The last good reading of each key; {@link KeyRing#EMPTY} before the first. */
  public KeyRing ring() {
    return view.ring();
  }

  /**
   * What the JWKS is made of: {@link #ring}, and for keys that were not read yet those of a
   * snapshot. The same object as long as nothing was read.
   */
  public KeyRing publishedRing() {
    return view.publishedRing();
  }

  /** Whether a key in the JWKS is one of a snapshot, since it was not read yet. */
  public boolean restored() {
    return view.restored();
  }

  /** The life of the key in {@code role}; empty if it was never read. */
  public Optional<KeyLife> life(KeyRole role) {
    return view.life(role);
  }

  /** Whether every key that belongs in the JWKS was read at least once, or restored. */
  public boolean publishable() {
    return view.publishable();
  }

  /**
   * Whether the JWKS can be served, and its reading is not older than {@code max-published-age}.
   */
  public boolean fresh() {
    return view.fresh(clock.instant());
  }

  /** The age of the oldest reading that the JWKS is made of; empty while there is none. */
  public Optional<Duration> publishedAge() {
    return publishedRing().age(clock.instant());
  }

  /** Which version of the key in {@code role} signs now. */
  public SigningChoice signing(KeyRole role) {
    return view.signing(role, clock.instant());
  }

  /**
   * Versions of the key in {@code role} that belong in the JWKS at {@code now}, ascending: all that
   * are not skipped while this instance's clock is too far off to tell which are over.
   */
  public List<KeyVersion> published(KeyRole role, Instant now) {
    return view.published(role, now);
  }

  /** How far Vault's clock is ahead of ours, by the last answer that had a time. */
  public Optional<ClockOffset> clockOffset() {
    return view.clockOffset();
  }

  /** What is wrong with the last reading of each key; empty if nothing is. */
  public List<KeyFault> faults() {
    return roles().stream()
        .flatMap(role -> faults.current(role).stream())
        .map(Trouble.Row::reason)
        .toList();
  }

  /**
   * Publishes {@code snapshot} until the keys are read. Nothing signs with it, and a reading need
   * not agree with it.
   *
   * @throws IllegalArgumentException saying why it must not be published: its reading is older than
   *     {@code max-published-age} or in the future, or it has not the keys that belong in the JWKS
   */
  public void restore(RingSnapshot snapshot) {
    refreshing.lock();
    try {
      view = view.restore(snapshot, clock.instant());
    } finally {
      refreshing.unlock();
    }
  }

  /**
   * Waits until there is a ring, for {@code atMost}. Returns at once where there is one, where only
   * people can mend what is wrong, and where {@value FirstReading#MOST_WAITING} wait already. The
   * caller then checks whether the key that it needs is there.
   */
  public void awaitFirstReading(Duration atMost) {
    firstReading.await(atMost, this::mayRecover);
  }

  /** Whether there is no ring yet, and a later reading may give one with nobody's help. */
  private boolean mayRecover() {
    if (!ring().keys().isEmpty()) {
      return false;
    }
    List<KeyFault> now = faults();
    return now.isEmpty()
        || now.stream().anyMatch(fault -> fault.cause() == KeyFault.Cause.UNREACHABLE);
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

  private boolean read() {
    readingsBegun++;
    try (ExecutorService readers = VirtualThreads.eachNamed("reading-keys")) {
      List<CompletableFuture<KeyReading>> readings =
          roles().stream().map(role -> supplyAsync(() -> custodian.read(role), readers)).toList();
      KeyRing ring = view.ring();
      Optional<ClockOffset> offset = view.clockOffset();
      List<KeyReading> read = readings.stream().map(CompletableFuture::join).toList();
      for (KeyReading reading : read) {
        ring = take(ring, MissingKey.among(read, reading));
        if (reading instanceof KeyReading.Good good && good.clock().isPresent()) {
          offset = good.clock();
        }
      }
      view = view.read(ring, offset);
    }
    firstReading.readingEnded();
    watch();
    return faults().isEmpty();
  }

  private KeyRing take(KeyRing current, KeyReading reading) {
    return switch (reading) {
      case KeyReading.Failed(KeyFault fault) -> keep(current, fault);
      case KeyReading.Good(SigningKey key, Optional<ClockOffset> _) -> {
        Optional<SigningKey> before = current.key(key.role());
        Optional<KeyFault> fault = ReadingCheck.check(before, key, custodian.newKeys());
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

  private void watch() {
    Instant now = clock.instant();
    for (KeyRole role : roles()) {
      life(role)
          .ifPresent(
              life -> {
                tell(life.key(), view.signing(role, now));
                watches
                    .computeIfAbsent(role, ignored -> new PhaseWatch())
                    .check(life, now, (turn, version) -> events.turned(turn, life.key(), version));
              });
    }
  }

  /** What was not read is told as a reading that failed. */
  private void tell(SigningKey key, SigningChoice choice) {
    if (choice instanceof SigningChoice.Unavailable none && none.why().isOfTheReading()) {
      events.signsNothing(key, none);
    } else {
      events.maySign(key);
    }
    if (choice instanceof SigningChoice.NotBefore(Instant until)) {
      events.waits(key, until);
    }
  }
}
