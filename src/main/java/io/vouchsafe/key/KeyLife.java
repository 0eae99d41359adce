package io.vouchsafe.key;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The life of a key's versions, as a pure function of what Vault said, the policy and the time.
 * Every instance that reads the same keys comes to the same answer.
 *
 * <p>A version is skipped for good if {@value #NEWER_THAT_SKIP} newer ones were created before it
 * is {@link KeyPolicy#skippedWithin()} old: it is not published, never signs and ends no other
 * version's signing. So the JWKS stays small however often somebody rotates, and nobody loses a
 * token: whoever could sign with a version has seen by then that it is skipped. Version 1 is never
 * skipped so, since it may sign from the moment it exists.
 *
 * <p>That bounds the JWKS where the times of creation are true. A Vault that lists others, such as
 * one that was taken, cannot fill it: of versions that are not skipped the newest {@value
 * #TIMES_THE_MOST} times {@link KeyPolicy#mostPublished()} count, which is more than an honest one
 * has that are not retired.
 */
public final class KeyLife {
  static final int NEWER_THAT_SKIP = 3;

  /** Leaves room for clocks that differ. */
  private static final int TIMES_THE_MOST = 2;

  private final SigningKey key;
  private final KeyPolicy policy;
  private final boolean founding;
  private final List<KeyVersion> lasting;
  private final List<KeyVersion> candidates;

  private KeyLife(SigningKey key, KeyPolicy policy, boolean founding) {
    this.key = key;
    this.policy = policy;
    this.founding = founding;
    this.lasting = newest(those(key.versions(), version -> !skips(key, policy, version)), policy);
    this.candidates = those(lasting, version -> version.number() >= key.minSigningVersion());
  }

  /**
   * The list itself where all are wanted, as is usual: there is a life for each key of each
   * organisation in use.
   */
  private static List<KeyVersion> those(List<KeyVersion> versions, Predicate<KeyVersion> wanted) {
    return versions.stream().allMatch(wanted)
        ? versions
        : versions.stream().filter(wanted).toList();
  }

  private static boolean skips(SigningKey key, KeyPolicy policy, KeyVersion version) {
    Instant until = version.createdAt().plus(policy.skippedWithin());
    List<KeyVersion> newer =
        key.versions().subList(version.number() - key.oldest().number() + 1, key.versions().size());
    return version.number() > 1
        && newer.stream()
                .filter(other -> other.createdAt().isBefore(until))
                .limit(NEWER_THAT_SKIP)
                .count()
            == NEWER_THAT_SKIP;
  }

  private static List<KeyVersion> newest(List<KeyVersion> versions, KeyPolicy policy) {
    long most = (long) TIMES_THE_MOST * policy.mostPublished().orElse(Integer.MAX_VALUE);
    return versions.size() <= most
        ? versions
        : versions.subList((int) (versions.size() - most), versions.size());
  }

  public SigningKey key() {
    return key;
  }

  public KeyPolicy policy() {
    return policy;
  }

  /** Versions that Vault lists and that are not skipped, ascending; never empty. */
  List<KeyVersion> lasting() {
    return lasting;
  }

  /**
   * The life of {@code key} as one of the keys of {@code rings}.
   *
   * <p>A key is founding if it came into being with its issuer, within {@code clock-error}: nobody
   * can hold a JWKS copy from before that lacks it, so its first version may sign at once. {@code
   * rings} must hold every key that belongs in the JWKS, of every region.
   */
  static KeyLife of(SigningKey key, Collection<KeyRing> rings, KeyPolicy policy) {
    return new KeyLife(key, policy, isFounding(key, rings, policy));
  }

  /** Whether the key came into being with the first of {@code rings}, which hold it too. */
  static boolean isFounding(SigningKey key, Collection<KeyRing> rings, KeyPolicy policy) {
    Instant since =
        rings.stream()
            .flatMap(ring -> ring.earliestVersion().stream())
            .min(Instant::compareTo)
            .orElse(key.oldest().createdAt());
    return key.oldest().createdAt().isBefore(since.plus(policy.clockError()));
  }

  /** The life of a key while others of its issuer are unknown: nothing says that it is founding. */
  static KeyLife alone(SigningKey key, KeyPolicy policy) {
    return new KeyLife(key, policy, false);
  }

  /** The version that signs at {@code now}; empty while the key is new beside older ones. */
  public Optional<KeyVersion> signing(Instant now) {
    for (KeyVersion version : candidates.reversed()) {
      if (!now.isBefore(signsFrom(version))) {
        return Optional.of(version);
      }
    }
    boolean mayNotWait = key.hadEarlierVersions() || founding;
    return mayNotWait ? candidates.stream().findFirst() : Optional.empty();
  }

  /** When the version is past {@code announce-for}. */
  public Instant signsFrom(KeyVersion version) {
    return version.createdAt().plus(policy.announceFor());
  }

  /** When the key will be able to sign, if it cannot yet; empty if no version of it ever will. */
  Optional<Instant> waitsUntil() {
    return candidates.stream().map(this::signsFrom).min(Instant::compareTo);
  }

  public KeyPhase phase(KeyVersion version, Instant now) {
    if (!lasting.contains(version)) {
      return skips(key, policy, version) || !retired(version, now)
          ? KeyPhase.SKIPPED
          : KeyPhase.RETIRED;
    }
    if (retired(version, now)) {
      return KeyPhase.RETIRED;
    }
    Optional<KeyVersion> signing = signing(now);
    if (signing.isPresent() && signing.get().number() == version.number()) {
      return KeyPhase.SIGNING;
    }
    boolean overtaken = signing.isPresent() && version.number() < signing.get().number();
    return overtaken || version.number() < key.minSigningVersion()
        ? KeyPhase.VERIFYING
        : KeyPhase.ANNOUNCED;
  }

  /**
   * A version that an old reading shows may be skipped since: it ends another's time only by a
   * reading that is young enough to sign when it begins to.
   */
  private boolean retired(KeyVersion version, Instant now) {
    return signsUntil(version)
        .filter(ceases -> !now.isBefore(ceases.plus(policy.retireAfter())))
        .filter(ceases -> !key.readAt().isBefore(ceases.minus(policy.maxRingAge())))
        .isPresent();
  }

  /**
   * Whether all versions before the oldest one that is listed were retired when the key was read,
   * as far as the times of those that are listed tell.
   */
  boolean earlierAreOver() {
    return takenOver(0)
        .filter(ceased -> !key.readAt().isBefore(ceased.plus(policy.retireAfter())))
        .isPresent();
  }

  /**
   * When the version leaves the JWKS, unless what takes over from it is skipped; empty while no
   * newer version exists that is not.
   */
  public Optional<Instant> retiresAt(KeyVersion version) {
    return signsUntil(version).map(ceases -> ceases.plus(policy.retireAfter()));
  }

  /**
   * When a newer version takes over from {@code version}; empty while no newer one exists that is
   * not skipped.
   */
  public Optional<Instant> signsUntil(KeyVersion version) {
    return takenOver(version.number());
  }

  private Optional<Instant> takenOver(int number) {
    Instant earliest = null;
    for (KeyVersion other : lasting) {
      Instant from = signsFrom(other);
      boolean newer = other.number() > number;
      if (newer && (earliest == null || from.isBefore(earliest))) {
        earliest = from;
      }
    }
    return Optional.ofNullable(earliest);
  }

  /**
   * Whether rotation is due for longer than a tenth of {@code rotate-every}: nobody seems to be
   * doing it.
   */
  public boolean rotationOverdue(Instant now) {
    Duration patience = policy.rotateEvery().dividedBy(10);
    return plan(now) instanceof RotationPlan.Rotate rotate
        && !now.isBefore(rotate.dueSince().plus(patience));
  }

  /** When the next version is due to be made: the newest is then {@code rotate-every} old. */
  public Instant rotationDue() {
    return key.newest().createdAt().plus(policy.rotateEvery());
  }

  /**
   * When the next version begins to sign: the first one that is announced, else the one that
   * rotation makes when it is due. In the past if that one is missing.
   */
  public Instant nextSigns(Instant now) {
    return lasting.stream()
        .filter(version -> phase(version, now) == KeyPhase.ANNOUNCED)
        .map(this::signsFrom)
        .min(Instant::compareTo)
        .orElseGet(() -> rotationDue().plus(policy.announceFor()));
  }

  /**
   * Whether the newest version is younger than {@code announce-for} and was made sooner than {@code
   * rotate-every}, but for a clock error, after the one before it: not by the schedule.
   */
  public boolean rotatedEarly(Instant now) {
    KeyVersion newest = key.newest();
    return now.isBefore(signsFrom(newest))
        && key.versions().stream()
            .filter(version -> version.number() == newest.number() - 1)
            .map(before -> before.createdAt().plus(policy.rotateEvery()))
            .anyMatch(due -> newest.createdAt().isBefore(due.minus(policy.clockError())));
  }

  /** Versions that belong in the JWKS at {@code now}, ascending; never empty. */
  public List<KeyVersion> published(Instant now) {
    return lasting.stream().filter(version -> !retired(version, now)).toList();
  }

  /** The next instant after {@code now} at which a phase turns by itself; empty if none will. */
  Optional<Instant> nextTurn(Instant now) {
    return lasting.stream()
        .flatMap(
            version -> Stream.concat(Stream.of(signsFrom(version)), retiresAt(version).stream()))
        .filter(now::isBefore)
        .min(Instant::compareTo);
  }

  /**
   * What is to be done with the key at {@code now}. Retiring comes before rotating, so that a key
   * never has more versions alive than it must, and since Vault does not rotate a key whose minimum
   * names a version that it does not list.
   *
   * <p>Two rotators that look at a time, with clocks that differ by no more than {@code
   * clock-error} from Vault's, never retire below different versions: OpenBao 2.7.2 can lose the
   * private key of a version where they do.
   */
  public RotationPlan plan(Instant now) {
    KeyVersion stays = published(now).getFirst();
    boolean someAreOver = stays.number() > key.oldest().number() || key.traits().lacksOldest();
    if (someAreOver && !retiresSoon(stays, now)) {
      return new RotationPlan.Retire(stays.number());
    }
    Instant due = rotationDue();
    if (!now.isBefore(due)) {
      return new RotationPlan.Rotate(key.newest().createdAt(), due);
    }
    return new RotationPlan.Keep(
        retiresAt(stays).filter(retires -> retires.isBefore(due)).orElse(due));
  }

  /** Whether another's clock may say that it is retired already. */
  private boolean retiresSoon(KeyVersion version, Instant now) {
    Instant soon = now.plus(policy.clockError().multipliedBy(2));
    return retiresAt(version).filter(soon::isAfter).isPresent();
  }
}
