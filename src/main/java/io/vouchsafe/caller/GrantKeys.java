package io.vouchsafe.caller;

import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyLife;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Kid;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionKeys;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.proof.Refused;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The grant keys of one issuer, of every region: a grant of any region is good in all. Answers from
 * memory; safe for many threads.
 */
final class GrantKeys {
  /**
   * A version whose grants are good.
   *
   * @param region the one whose Vault has it
   */
  record Trusted(Region region, KeyVersion version) {}

  private final IssuerKeys keys;
  private final KeyPolicy policy;

  /**
   * @throws IllegalArgumentException if the issuer has no grant key
   */
  GrantKeys(IssuerKeys keys) {
    this.keys = Objects.requireNonNull(keys, "keys");
    if (!keys.roles().contains(KeyRole.GRANT)) {
      throw new IllegalArgumentException("an issuer of grants needs a grant key");
    }
    this.policy = keys.policy(KeyRole.GRANT);
  }

  KeyPolicy policy() {
    return policy;
  }

  /**
   * The version that is called {@code kid}; empty where its grants are not good, as far as is
   * known.
   *
   * @throws Problem of kind UNAVAILABLE if the reading that has it is older than {@code
   *     max-published-age}
   */
  Optional<Trusted> find(Kid kid, Instant now) {
    Optional<Region> old = Optional.empty();
    for (RegionKeys in : keys.regions()) {
      Optional<KeyLife> life = in.life(KeyRole.GRANT);
      Optional<KeyVersion> version = life.flatMap(it -> it.key().version(kid));
      if (version.isPresent() && !isWithin(policy.maxPublishedAge(), life.get(), now)) {
        old = old.or(() -> Optional.of(in.region()));
      } else if (version.filter(it -> life.get().phase(it, now).published()).isPresent()) {
        return Optional.of(new Trusted(in.region(), version.get()));
      }
    }
    if (old.isPresent()) {
      throw unread(old.get());
    }
    return Optional.empty();
  }

  /**
   * The version that is called {@code kid}.
   *
   * @throws Problem as {@link #find}; of kind INVALID_CREDENTIALS if its grants are not good; or
   *     UNAVAILABLE if no reading has it, and one of a region is missing or older than {@link
   *     KeyPolicy#patience}: it may have been made since
   */
  Trusted require(Kid kid, Instant now) {
    return find(kid, now).orElseThrow(() -> missing(kid, now));
  }

  private Problem missing(Kid kid, Instant now) {
    boolean known =
        keys.regions().stream()
            .flatMap(in -> in.life(KeyRole.GRANT).stream())
            .anyMatch(life -> life.key().version(kid).isPresent());
    Optional<Region> unsettled = known ? Optional.empty() : unsettled(now);
    return unsettled
        .map(this::unread)
        .orElseGet(() -> Refused.because("the grant's key is no longer in use, or never was"));
  }

  /** The first region whose reading does not settle whether it has a version. */
  private Optional<Region> unsettled(Instant now) {
    return keys.regions().stream()
        .filter(
            in ->
                in.life(KeyRole.GRANT).filter(it -> isWithin(policy.patience(), it, now)).isEmpty())
        .map(RegionKeys::region)
        .findFirst();
  }

  private static boolean isWithin(Duration bound, KeyLife life, Instant now) {
    return Duration.between(life.key().readAt(), now).compareTo(bound) <= 0;
  }

  private Problem unread(Region region) {
    String whose = keys.others().isEmpty() ? "" : " of region " + region;
    boolean unfit =
        keys.in(region).signing(KeyRole.GRANT)
                instanceof SigningChoice.Unavailable(SigningChoice.Why why, String _)
            && why == SigningChoice.Why.UNFIT;
    return Problem.unavailable(
        (unfit
                ? "the grant key%s cannot be used"
                : "the grant key%s has not been read, or was read too long ago to check grants")
            .formatted(whose),
        policy.refresh());
  }
}
