package io.vouchsafe.key.simulation;

import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyLife;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Kid;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionKeys;
import io.vouchsafe.key.SigningChoice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Mistakes that a change of the rules for regions could make. */
final class WorseRegionRules {
  private WorseRegionRules() {}

  /** A region whose last reading failed is not published. */
  static final Rules DROP_ON_ERROR =
      new Rules() {
        @Override
        public Optional<Published> publish(IssuerKeys keys, Instant now) {
          return publishOf(keys, now, region -> region.faults().isEmpty());
        }
      };

  /** The JWKS is good however old other regions' readings are. */
  static final Rules AGE_OF_HOME_ALONE =
      new Rules() {
        @Override
        public Optional<Instant> goodUntil(IssuerKeys keys, Instant now, Duration bound) {
          boolean complete = keys.regions().stream().allMatch(RegionKeys::publishable);
          return keys.home()
              .publishedAge()
              .filter(age -> complete)
              .map(age -> now.minus(age).plus(bound));
        }
      };

  /** After a restart nobody waits for other regions, and what is served may be kept. */
  static final Rules KEEP_WHAT_LACKS_A_REGION =
      new Rules() {
        @Override
        public Optional<Published> publish(IssuerKeys keys, Instant now) {
          return publishOf(keys, now, RegionKeys::publishable);
        }

        @Override
        public Optional<Instant> goodUntil(IssuerKeys keys, Instant now, Duration bound) {
          return keys.publishedAge().map(age -> now.minus(age).plus(bound));
        }
      };

  /** A region's first key signs at once, whatever other regions have. */
  static final Rules FOUNDING_AT_HOME = founding((keys, region) -> List.of(region));

  /** Founding is judged by the regions that were read. */
  static final Rules FOUNDING_BY_WHAT_WAS_READ = founding((keys, region) -> keys.regions());

  /** In another region's Vault the newest version signs. */
  static final Rules FAIL_OVER_TO_LATEST =
      new Rules() {
        @Override
        public SigningChoice choose(
            IssuerKeys keys, KeyRole role, List<Region> order, Instant now) {
          SigningChoice choice = keys.signing(role, order);
          return choice instanceof SigningChoice.Ready(var region, var key, var version)
                  && !region.equals(keys.home().region())
              ? new SigningChoice.Ready(region, key, key.newest())
              : choice;
        }
      };

  /** A document with {@code max-age=0} is held to have every kid for longer than it has. */
  static final Rules USABLE_FOR_LONGER =
      new Rules() {
        @Override
        public Duration usableFor(Duration promised) {
          return promised.plusSeconds(1);
        }
      };

  /** A grant under an unknown kid is refused however old a region's reading is. */
  static final Rules REFUSE_WHAT_IS_UNKNOWN =
      new Rules() {
        @Override
        public Duration refusesFor(KeyPolicy policy) {
          return Duration.ofDays(1);
        }
      };

  /** The same up to {@code refresh} + 30 s, though {@code s} may be less. */
  static final Rules REFUSE_BEYOND_S =
      new Rules() {
        @Override
        public Duration refusesFor(KeyPolicy policy) {
          return policy.refresh().plusSeconds(30);
        }
      };

  private interface Judged {
    List<RegionKeys> by(IssuerKeys keys, RegionKeys region);
  }

  private static Rules founding(Judged judged) {
    return new Rules() {
      @Override
      public SigningChoice choose(IssuerKeys keys, KeyRole role, List<Region> order, Instant now) {
        RegionKeys first = keys.in(order.getFirst());
        return first.signing(role) instanceof SigningChoice.NotBefore
            ? first
                .life(role)
                .filter(life -> isFirst(life, judged.by(keys, first)))
                .<SigningChoice>map(
                    life ->
                        new SigningChoice.Ready(first.region(), life.key(), life.key().oldest()))
                .orElseGet(() -> keys.signing(role, order))
            : keys.signing(role, order);
      }
    };
  }

  private static boolean isFirst(KeyLife life, List<RegionKeys> regions) {
    return regions.stream()
        .flatMap(region -> region.ring().keys().values().stream())
        .map(key -> key.oldest().createdAt().plus(life.policy().clockError()))
        .allMatch(life.key().oldest().createdAt()::isBefore);
  }

  private static Optional<Rules.Published> publishOf(
      IssuerKeys keys, Instant now, Predicate<RegionKeys> which) {
    Set<Kid> kids =
        keys.regions().stream()
            .filter(which)
            .flatMap(
                region ->
                    keys.roles().stream()
                        .filter(KeyRole::published)
                        .flatMap(role -> region.published(role, now).stream()))
            .map(KeyVersion::kid)
            .collect(Collectors.toSet());
    return keys.home().publishable() && !kids.isEmpty()
        ? Optional.of(new Rules.Published(kids, Optional.empty()))
        : Optional.empty();
  }
}
