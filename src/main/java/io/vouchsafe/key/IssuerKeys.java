package io.vouchsafe.key;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static java.util.stream.Collectors.toSet;

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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The keys of one issuer as they were last read, and what follows from that reading now. Safe for
 * many threads; everything but {@link #refresh} answers from memory.
 */
public final class IssuerKeys {
  /** Calls that may wait for the first reading at a time; one more does not wait. */
  static final int MOST_WAITING = 1_000;

  private final Set<KeyRole> roles;
  private final KeyCustodian custodian;
  private final Map<KeyRole, KeyPolicy> policies;
  private final InstantSource clock;
  private final KeyEvents events;
  private final ReentrantLock refreshing = new ReentrantLock();
  private final ReentrantLock waiting = new ReentrantLock();
  private final Condition readingEnded = waiting.newCondition();
  private final Semaphore places = new Semaphore(MOST_WAITING);
  private final Map<KeyRole, KeyFault> faults = new ConcurrentHashMap<>();
  private final Map<KeyRole, PhaseWatch> watches = new EnumMap<>(KeyRole.class);
  private volatile KeyRing ring = KeyRing.EMPTY;
  private volatile Map<KeyRole, KeyLife> lives = Map.of();
  private volatile KeyRing restored = KeyRing.EMPTY;
  private volatile KeyRing published = KeyRing.EMPTY;
  private volatile Optional<ClockOffset> clockOffset = Optional.empty();
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
    this.roles = this.policies.keySet();
    this.clock = Objects.requireNonNull(clock, "clock");
    this.events = Objects.requireNonNull(events, "events");
  }

  /** The roles that the issuer is configured with. */
  public Set<KeyRole> roles() {
    return roles;
  }

  /** The last good reading of each key; {@link KeyRing#EMPTY} before the first. */
  public KeyRing ring() {
    return ring;
  }

  /**
   * What the JWKS is made of: {@link #ring}, and for keys that were not read yet those of a
   * snapshot.
   */
  public KeyRing publishedRing() {
    return published;
  }

  /** Whether a key in the JWKS is one of a snapshot, since it was not read yet. */
  public boolean restored() {
    return publishedRoles()
        .anyMatch(role -> ring.key(role).isEmpty() && published.key(role).isPresent());
  }

  /**
   * Publishes {@code snapshot} until the keys are read. Nothing signs with it, and a reading need
   * not agree with it.
   *
   * @throws IllegalArgumentException saying why it must not be published: its reading is older than
   *     {@code max-published-age} or in the future, or it has not the keys that belong in the JWKS
   */
  public void restore(RingSnapshot snapshot) {
    if (!snapshot.ring().keys().keySet().equals(publishedRoles().collect(toSet()))) {
      throw new IllegalArgumentException(
          "it has the keys %s and not those of the algorithms configured"
              .formatted(snapshot.ring().keys().keySet()));
    }
    snapshot.ring().keys().values().forEach(this::checkAge);
    refreshing.lock();
    try {
      restored = snapshot.ring();
      published = ring.over(restored);
    } finally {
      refreshing.unlock();
    }
  }

  private void checkAge(SigningKey restorable) {
    KeyPolicy policy = policies.get(restorable.role());
    Duration age = Duration.between(restorable.readAt(), clock.instant());
    if (!isWithin(policy.maxPublishedAge(), age, policy)) {
      throw new IllegalArgumentException(
          "it was read at %s, which is %s"
              .formatted(
                  restorable.readAt(),
                  age.isNegative() ? "in the future" : "longer ago than max-published-age"));
    }
  }

  private Stream<KeyRole> publishedRoles() {
    return roles.stream().filter(KeyRole::published);
  }

  /** What is wrong with the last reading of each key; empty if nothing is. */
  public List<KeyFault> faults() {
    return roles.stream().map(faults::get).filter(Objects::nonNull).toList();
  }

  public KeyPolicy policy(KeyRole role) {
    return policies.get(role);
  }

  /** The life of the key in {@code role}; empty if it was never read. */
  public Optional<KeyLife> life(KeyRole role) {
    return Optional.ofNullable(lives.get(role));
  }

  /** The life of the key in {@code role} by which it is published; empty if it is not. */
  Optional<KeyLife> publishedLife(KeyRole role) {
    return life(role, published);
  }

  private Map<KeyRole, KeyLife> lives(KeyRing current) {
    Map<KeyRole, KeyLife> byRole = new EnumMap<>(KeyRole.class);
    roles.forEach(role -> life(role, current).ifPresent(life -> byRole.put(role, life)));
    return byRole;
  }

  private Optional<KeyLife> life(KeyRole role, KeyRing current) {
    KeyPolicy policy = policies.get(role);
    return current
        .key(role)
        .map(
            key ->
                publishable(current)
                    ? KeyLife.of(key, current, policy)
                    : KeyLife.alone(key, policy));
  }

  /** Whether every key that belongs in the JWKS was read at least once, or restored. */
  public boolean publishable() {
    return publishable(published);
  }

  private boolean publishable(KeyRing current) {
    return publishedRoles().allMatch(role -> current.key(role).isPresent());
  }

  /**
   * Whether the JWKS can be served, and its reading is not older than {@code max-published-age}.
   */
  public boolean fresh() {
    KeyPolicy policy = policies.get(KeyRole.RS256);
    return publishable()
        && publishedAge().map(age -> isWithin(policy.maxPublishedAge(), age, policy)).orElse(false);
  }

  /** The age of the oldest reading that the JWKS is made of; empty while there is none. */
  public Optional<Duration> publishedAge() {
    return published.age(clock.instant());
  }

  /** A reading from further in the future than a clock error has no age: the clock was set back. */
  private static boolean isWithin(Duration bound, Duration age, KeyPolicy policy) {
    return !age.plus(policy.clockError()).isNegative() && age.compareTo(bound) <= 0;
  }

  /** Which version of the key in {@code role} signs now. */
  public SigningChoice signing(KeyRole role) {
    Optional<KeyLife> known = life(role);
    if (known.isEmpty()) {
      return new SigningChoice.Unavailable(why(role, "has not been read yet"));
    }
    KeyLife life = known.get();
    Instant now = clock.instant();
    Duration age = Duration.between(life.key().readAt(), now);
    if (!isWithin(life.policy().maxRingAge(), age, life.policy())) {
      return new SigningChoice.Unavailable(why(role, "was last read too long ago to sign"));
    }
    Optional<Duration> off = clockOff(life.policy());
    if (off.isPresent()) {
      return new SigningChoice.Unavailable(
          "this instance's clock and Vault's are %s apart, more than clock-error (%s): set the clock right"
              .formatted(off.get(), life.policy().clockError()));
    }
    if (life.key().traits().softDeleted()) {
      return new SigningChoice.Unavailable(why(role, "is soft-deleted"));
    }
    return life.signing(now)
        .<SigningChoice>map(version -> new SigningChoice.Ready(life.key(), version))
        .or(() -> life.waitsUntil().map(SigningChoice.NotBefore::new))
        .orElseGet(() -> new SigningChoice.Unavailable(why(role, "has no version that may sign")));
  }

  /**
   * Versions of the key in {@code role} that belong in the JWKS at {@code now}, ascending: all that
   * Vault lists while this instance's clock is too far off to tell which are over.
   */
  public List<KeyVersion> published(KeyRole role, Instant now) {
    return publishedLife(role).stream()
        .flatMap(
            life ->
                (clockOff(life.policy()).isPresent() ? life.key().versions() : life.published(now))
                    .stream())
        .toList();
  }

  /** How far Vault's clock is ahead of ours, by the last answer that told. */
  public Optional<ClockOffset> clockOffset() {
    return clockOffset;
  }

  private Optional<Duration> clockOff(KeyPolicy policy) {
    return clockOffset
        .filter(offset -> offset.exceeds(policy.clockError()))
        .map(ClockOffset::certain);
  }

  private static String why(KeyRole role, String what) {
    return "the %s key %s".formatted(role, what);
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
   * Waits until there is a ring, for {@code atMost}. Returns at once where there is one, where
   * nothing but people can mend why there is none, and where {@value #MOST_WAITING} wait already:
   * whoever waited looks for themselves whether the key that they need is there.
   */
  public void awaitFirstReading(Duration atMost) {
    if (!comesByItself() || !places.tryAcquire()) {
      return;
    }
    try {
      awaitReading(atMost);
    } finally {
      places.release();
    }
  }

  private void awaitReading(Duration atMost) {
    waiting.lock();
    try {
      long left = atMost.toNanos();
      while (comesByItself() && left > 0) {
        left = readingEnded.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.unlock();
    }
  }

  /** Whether there is no ring yet, and one of its keys may be read without anybody's doing. */
  private boolean comesByItself() {
    return ring.keys().isEmpty()
        && (faults.isEmpty()
            || faults.values().stream()
                .anyMatch(fault -> fault.cause() == KeyFault.Cause.UNREACHABLE));
  }

  private void tellWaiting() {
    waiting.lock();
    try {
      readingEnded.signalAll();
    } finally {
      waiting.unlock();
    }
  }

  private boolean read() {
    readingsBegun++;
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<KeyReading>> readings =
          roles.stream().map(role -> supplyAsync(() -> custodian.read(role), readers)).toList();
      KeyRing next = ring;
      for (CompletableFuture<KeyReading> reading : readings) {
        next = take(next, reading.join());
      }
      if (next != ring) {
        published = next.over(restored);
        lives = lives(next);
        ring = next;
      }
    }
    tellWaiting();
    watch();
    return faults.isEmpty();
  }

  private KeyRing take(KeyRing current, KeyReading reading) {
    return switch (reading) {
      case KeyReading.Failed(KeyFault fault) -> keep(current, fault);
      case KeyReading.Good(SigningKey key, Optional<ClockOffset> offset) -> {
        offset.ifPresent(seen -> clockOffset = Optional.of(seen));
        Optional<SigningKey> before = current.key(key.role());
        Optional<KeyFault> doubt = ReadingCheck.doubt(before, key);
        yield doubt.isPresent() ? keep(current, doubt.get()) : accept(current, before, key);
      }
    };
  }

  private KeyRing keep(KeyRing current, KeyFault fault) {
    if (!fault.equals(faults.put(fault.role(), fault))) {
      events.readingFailed(fault);
    }
    return current;
  }

  private KeyRing accept(KeyRing current, Optional<SigningKey> before, SigningKey key) {
    boolean recovered = faults.remove(key.role()) != null;
    if (before.isEmpty() || recovered) {
      events.read(key);
    }
    before.filter(old -> !old.sharesKeysWith(key)).ifPresent(old -> events.replaced(old, key));
    if (key.traits().recoverable()
        && before.map(old -> !old.traits().recoverable()).orElse(false)) {
      events.recoverable(key);
    }
    return current.with(key);
  }

  private void watch() {
    Instant now = clock.instant();
    for (KeyRole role : roles) {
      life(role)
          .ifPresent(
              life ->
                  watches
                      .computeIfAbsent(role, ignored -> new PhaseWatch())
                      .look(
                          life, now, (turn, version) -> events.turned(turn, life.key(), version)));
    }
  }
}
