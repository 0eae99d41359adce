package io.vouchsafe.caller;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.base.Jitter;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.Region;
import io.vouchsafe.proof.Refused;
import io.vouchsafe.token.Audit;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The revoked grants of one issuer, of all regions. Every region's list is read; what is revoked
 * here is written to home's.
 *
 * <p>A revocation holds at once where it was asked for, and within {@code refresh} at every other
 * instance that can read the Vault that it was written to. To one that cannot nothing is promised,
 * but for grants that this Vault's own key signed: they are not accepted by a list of it that is
 * older than {@link RegionRevocations#bound}.
 *
 * <p>Safe for many threads; only reading and revoking wait for a store.
 */
public final class Revocations {
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private final String issuer;
  private final RevocationStore store;
  private final RevocationEvents events;
  private final KeyPolicy keyPolicy;
  private final Audit audit;
  private final InstantSource clock;
  private final Consumer<Duration> wait;
  private final List<RegionRevocations> regions;

  /**
   * @param issuer the {@code iss}
   * @param sources home first; regions that differ
   * @param keyPolicy of the issuer's grant key, with which the lists are read
   */
  public Revocations(
      String issuer,
      List<RevocationSource> sources,
      KeyPolicy keyPolicy,
      Audit audit,
      InstantSource clock) {
    this(issuer, sources, keyPolicy, audit, clock, time -> Jitter.pause(time, 1, 1));
  }

  Revocations(
      String issuer,
      List<RevocationSource> sources,
      KeyPolicy keyPolicy,
      Audit audit,
      InstantSource clock,
      Consumer<Duration> wait) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.store = sources.getFirst().store();
    this.events = sources.getFirst().events();
    this.keyPolicy = Objects.requireNonNull(keyPolicy, "keyPolicy");
    this.audit = Objects.requireNonNull(audit, "audit");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.wait = Objects.requireNonNull(wait, "wait");
    boolean alone = sources.size() == 1;
    this.regions =
        sources.stream()
            .map(source -> new RegionRevocations(source, keyPolicy, alone, clock))
            .toList();
  }

  /** The list of every region, home's first. */
  public List<RegionRevocations> regions() {
    return regions;
  }

  /** The list of home, to which revocations are written. */
  public RegionRevocations home() {
    return regions.getFirst();
  }

  /** The lists of every region but home, which are only read here. */
  public List<RegionRevocations> others() {
    return regions.subList(1, regions.size());
  }

  /**
   * The list of {@code region}.
   *
   * @throws IllegalArgumentException if there is none
   */
  RegionRevocations in(Region region) {
    return regions.stream()
        .filter(it -> it.region().equals(region))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("no list of revoked grants of region " + region));
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
   * Waits for the list of every region, {@code atMost} in all, as {@link
   * RegionRevocations#awaitFirstReading}.
   */
  void awaitFirstReading(Deadline atMost) {
    regions.forEach(it -> it.awaitFirstReading(atMost.remaining()));
  }

  /**
   * Checks that no list that was read has a grant. Answers from memory.
   *
   * @param region whose key signed it
   * @throws Problem of kind INVALID_CREDENTIALS if it is revoked, or UNAVAILABLE if the list of
   *     {@code region} was not read, or is older than {@link RegionRevocations#bound}, or if
   *     another one was neither read yet nor tried in vain {@value RegionRevocations#ATTEMPTS}
   *     times: it may have been revoked there
   */
  void check(Region region, List<RevocationEntry.Scope> scopes, Instant issuedAt) {
    in(region).fresh();
    regions.forEach(RegionRevocations::requireTried);
    if (scopes.stream().anyMatch(scope -> revokes(scope, issuedAt))) {
      throw Refused.because("the grant was revoked; ask its broker for a new one");
    }
  }

  private boolean revokes(RevocationEntry.Scope scope, Instant issuedAt) {
    return regions.stream().anyMatch(it -> it.revokes(scope, issuedAt));
  }

  /**
   * Checks that a grant which is made now would not be revoked already, by any list that was read.
   *
   * @throws Problem of kind UNAVAILABLE if it would
   */
  void checkNew(String broker, String sub) {
    Instant second = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    if (revokes(RevocationEntry.Scope.ofSubject(issuer, broker, sub), second)) {
      throw Problem.unavailable("the grants of this workload were revoked a moment ago", A_SECOND);
    }
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
   * call, by this instance's clock. It ends when that second is over, since a grant knows the
   * second in which it was made and no fraction of it: what is made then is good. It ends no sooner
   * where it fails, since Vault may have the entry all the same.
   *
   * @throws Problem as {@link #revokeGrant}
   */
  public void revokeSubject(Broker broker, String sub, Deadline deadline) {
    Instant until = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    RevocationEntry.Scope scope = RevocationEntry.Scope.ofSubject(issuer, broker.name(), sub);
    try {
      audit.revokedWorkload(sub, revoke(scope, until, deadline));
    } finally {
      wait.accept(Duration.between(clock.instant(), until.plus(A_SECOND)));
    }
  }

  /** Revokes, unless that was done before; when the entry is not needed any more. */
  private Instant revoke(RevocationEntry.Scope scope, Instant until, Deadline deadline) {
    RevocationEntry entry =
        new RevocationEntry(
            RevocationEntry.expiry(clock.instant(), keyPolicy.clockError()), scope, until);
    if (home().reserve(entry)) {
      try {
        add(entry, deadline);
      } finally {
        home().release(entry);
      }
    }
    return entry.expiresAt();
  }

  private void add(RevocationEntry entry, Deadline deadline) {
    try {
      addUnlessListed(entry.name(), deadline);
      home().added(entry);
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
}
