package io.vouchsafe.key;

import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known of one region's keys: the last good reading, what a snapshot has beside it, and how
 * far Vault's clock there is ahead. Immutable.
 *
 * @param policies a policy for each role
 * @param ring the last good reading of each key
 * @param restored keys of a snapshot
 * @param published {@code ring}, and {@code restored} where a key was not read yet
 * @param missed whether the region was waited for long enough: what it has not shown is left out
 */
record RegionView(
    Map<KeyRole, KeyPolicy> policies,
    KeyRing ring,
    KeyRing restored,
    KeyRing published,
    Optional<ClockOffset> clockOffset,
    boolean missed) {

  /** The region before its first reading. */
  static RegionView unread(Map<KeyRole, KeyPolicy> policies) {
    return new RegionView(
        policies, KeyRing.EMPTY, KeyRing.EMPTY, KeyRing.EMPTY, Optional.empty(), false);
  }

  /** After a reading; this one if the reading changed nothing. */
  RegionView read(KeyRing newRing, Optional<ClockOffset> newOffset) {
    return newRing == ring && newOffset.equals(clockOffset)
        ? this
        : new RegionView(policies, newRing, restored, newRing.over(restored), newOffset, missed);
  }

  /** After the region was waited for in vain. */
  RegionView giveUp() {
    return missed || complete(published)
        ? this
        : new RegionView(policies, ring, restored, published, clockOffset, true);
  }

  /**
   * With {@code snapshot} published where a key was not read yet.
   *
   * @throws IllegalArgumentException saying why it must not be published
   */
  RegionView restore(RingSnapshot snapshot, Instant now) {
    KeyRing kept = snapshot.ring();
    if (!kept.keys().keySet().equals(publishedRoles().collect(toSet()))) {
      throw new IllegalArgumentException(
          "it has the keys %s, not those of the configured algorithms"
              .formatted(kept.keys().keySet()));
    }
    kept.keys().values().forEach(key -> checkAge(key, now));
    return new RegionView(policies, ring, kept, ring.over(kept), clockOffset, missed);
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

  /** Whether a published key is one of a snapshot, since it was not read yet. */
  boolean hasRestored() {
    return publishedRoles()
        .anyMatch(role -> ring.key(role).isEmpty() && published.key(role).isPresent());
  }

  /** Whether every key that belongs in the JWKS is in {@code current}. */
  boolean complete(KeyRing current) {
    return publishedRoles().allMatch(role -> current.key(role).isPresent());
  }

  /** Whether all its published keys are there, and read at most {@code max-published-age} ago. */
  boolean fresh(Instant now) {
    KeyPolicy policy = policies.get(KeyRole.RS256);
    return complete(published)
        && published
            .age(now)
            .map(age -> isWithin(policy.maxPublishedAge(), age, policy))
            .orElse(false);
  }

  /** Whether the clocks here and in Vault are further apart than {@code policy} allows. */
  Optional<ClockOffset> clockOff(KeyPolicy policy) {
    return clockOffset.filter(offset -> offset.exceeds(policy.clockError()));
  }

  /** A reading from further in the future than a clock error has no age: the clock was set back. */
  static boolean isWithin(Duration bound, Duration age, KeyPolicy policy) {
    return !age.plus(policy.clockError()).isNegative() && age.compareTo(bound) <= 0;
  }
}
