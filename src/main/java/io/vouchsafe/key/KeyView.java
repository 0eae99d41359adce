package io.vouchsafe.key;

import static java.util.stream.Collectors.toSet;

import io.vouchsafe.key.SigningChoice.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What follows from one state of an issuer's readings: which version signs, what is published, how
 * old it is. Immutable, so that whoever holds one sees all its answers agree; a reading makes
 * another.
 */
final class KeyView {
  private final Map<KeyRole, KeyPolicy> policies;
  private final KeyRing ring;
  private final KeyRing restored;
  private final Optional<ClockOffset> clockOffset;
  private final KeyRing published;
  private final Map<KeyRole, KeyLife> lives;

  private KeyView(
      Map<KeyRole, KeyPolicy> policies,
      KeyRing ring,
      KeyRing restored,
      Optional<ClockOffset> clockOffset) {
    this.policies = policies;
    this.ring = ring;
    this.restored = restored;
    this.clockOffset = clockOffset;
    this.published = ring.over(restored);
    this.lives = lives();
  }

  /** The view before the first reading. */
  static KeyView unread(Map<KeyRole, KeyPolicy> policies) {
    return new KeyView(policies, KeyRing.EMPTY, KeyRing.EMPTY, Optional.empty());
  }

  private Map<KeyRole, KeyLife> lives() {
    Map<KeyRole, KeyLife> byRole = new EnumMap<>(KeyRole.class);
    policies.keySet().forEach(role -> life(role, ring).ifPresent(life -> byRole.put(role, life)));
    return byRole;
  }

  /** The view after a reading; this one if the reading changed nothing. */
  KeyView read(KeyRing newRing, Optional<ClockOffset> newOffset) {
    return newRing == ring && newOffset.equals(clockOffset)
        ? this
        : new KeyView(policies, newRing, restored, newOffset);
  }

  /**
   * The view that publishes {@code snapshot} where a key was not read yet.
   *
   * @throws IllegalArgumentException saying why it must not be published
   */
  KeyView restore(RingSnapshot snapshot, Instant now) {
    KeyRing kept = snapshot.ring();
    if (!kept.keys().keySet().equals(publishedRoles().collect(toSet()))) {
      throw new IllegalArgumentException(
          "it has the keys %s, not those of the configured algorithms"
              .formatted(kept.keys().keySet()));
    }
    kept.keys().values().forEach(key -> checkAge(key, now));
    return new KeyView(policies, ring, kept, clockOffset);
  }

  private void checkAge(SigningKey restorable, Instant now) {
    KeyPolicy policy = policies.get(restorable.role());
    Duration age = Duration.between(restorable.readAt(), now);
    if (!isWithin(policy.maxPublishedAge(), age, policy)) {
      throw new IllegalArgumentException(
          "it was read at %s, which is %s"
              .formatted(
                  restorable.readAt(),
                  age.isNegative() ? "in the future" : "longer ago than max-published-age"));
    }
  }

  private Stream<KeyRole> publishedRoles() {
    return policies.keySet().stream().filter(KeyRole::published);
  }

  KeyRing ring() {
    return ring;
  }

  /** {@link #ring}, and what was restored for keys that were not read yet. */
  KeyRing publishedRing() {
    return published;
  }

  Optional<ClockOffset> clockOffset() {
    return clockOffset;
  }

  boolean restored() {
    return publishedRoles()
        .anyMatch(role -> ring.key(role).isEmpty() && published.key(role).isPresent());
  }

  boolean publishable() {
    return publishable(published);
  }

  private boolean publishable(KeyRing current) {
    return publishedRoles().allMatch(role -> current.key(role).isPresent());
  }

  boolean fresh(Instant now) {
    KeyPolicy policy = policies.get(KeyRole.RS256);
    return publishable()
        && published
            .age(now)
            .map(age -> isWithin(policy.maxPublishedAge(), age, policy))
            .orElse(false);
  }

  /** A reading from further in the future than a clock error has no age: the clock was set back. */
  private static boolean isWithin(Duration bound, Duration age, KeyPolicy policy) {
    return !age.plus(policy.clockError()).isNegative() && age.compareTo(bound) <= 0;
  }

  /** The life of the key as it was read; empty if it was not. */
  Optional<KeyLife> life(KeyRole role) {
    return Optional.ofNullable(lives.get(role));
  }

  /** The life of the key by which it is published; empty if it is not. */
  Optional<KeyLife> publishedLife(KeyRole role) {
    return published == ring ? life(role) : life(role, published);
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

  SigningChoice signing(KeyRole role, Instant now) {
    KeyLife life = lives.get(role);
    if (life == null) {
      return unavailable(role, Why.UNREAD, "has not been read yet");
    }
    Duration age = Duration.between(life.key().readAt(), now);
    if (!isWithin(life.policy().maxRingAge(), age, life.policy())) {
      return unavailable(role, Why.TOO_OLD, "was last read too long ago to sign");
    }
    Optional<ClockOffset> off = clockOff(life.policy());
    if (off.isPresent()) {
      return new SigningChoice.Unavailable(Why.CLOCK, off.get().words(life.policy().clockError()));
    }
    if (life.key().traits().softDeleted()) {
      return unavailable(role, Why.SOFT_DELETED, "is soft-deleted");
    }
    return life.signing(now)
        .<SigningChoice>map(version -> new SigningChoice.Ready(life.key(), version))
        .or(() -> life.waitsUntil().map(SigningChoice.NotBefore::new))
        .orElseGet(() -> unavailable(role, Why.NO_VERSION, "has no version that may sign"));
  }

  private static SigningChoice unavailable(KeyRole role, Why why, String words) {
    return new SigningChoice.Unavailable(why, "the %s key %s".formatted(role, words));
  }

  List<KeyVersion> published(KeyRole role, Instant now) {
    return publishedLife(role).stream()
        .flatMap(
            life ->
                (clockOff(life.policy()).isPresent() ? life.lasting() : life.published(now))
                    .stream())
        .toList();
  }

  private Optional<ClockOffset> clockOff(KeyPolicy policy) {
    return clockOffset.filter(offset -> offset.exceeds(policy.clockError()));
  }
}
