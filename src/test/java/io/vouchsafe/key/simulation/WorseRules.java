package io.vouchsafe.key.simulation;

import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.JwkSet;
import io.vouchsafe.key.KeyLife;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Kid;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RotationPlan;
import io.vouchsafe.key.SigningChoice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Mistakes that others made, or that a change here could make. */
final class WorseRules {
  private WorseRules() {}

  /** The newest version signs from the moment it exists. */
  static final Rules SIGN_WITH_LATEST =
      new Rules() {
        @Override
        public SigningChoice choose(
            IssuerKeys keys, KeyRole role, List<Region> order, Instant now) {
          return keys.signing(role) instanceof SigningChoice.Ready(var region, var key, var version)
              ? new SigningChoice.Ready(region, key, key.newest())
              : new SigningChoice.Unavailable(SigningChoice.Why.TOO_OLD, "as in production");
        }
      };

  /** The kid is chosen by us, the private key by Vault a moment later. */
  static final Rules KID_BEFORE_SIGNATURE =
      new Rules() {
        @Override
        public SigningChoice choose(
            IssuerKeys keys, KeyRole role, List<Region> order, Instant now) {
          return SIGN_WITH_LATEST.choose(keys, role, order, now);
        }

        @Override
        public KeyVersion signsWith(KeyVersion pinned, VaultKey key) {
          return key.versions().getLast();
        }
      };

  /** The JWKS holds the newest version of each key and no other. */
  static final Rules DROP_OLD_AT_ROTATION =
      new Rules() {
        @Override
        public Optional<Published> publish(IssuerKeys keys, Instant now) {
          Set<Kid> newest =
              keys.ring().keys().values().stream()
                  .map(key -> key.newest().kid())
                  .collect(Collectors.toSet());
          return keys.publishable()
              ? Optional.of(new Published(newest, Optional.empty()))
              : Optional.empty();
        }
      };

  /** A JWKS is served before every key was read, with what there is. */
  static final Rules PUBLISH_WHAT_THERE_IS =
      new Rules() {
        @Override
        public Optional<Published> publish(IssuerKeys keys, Instant now) {
          return keys.publishable()
              ? PRODUCTION.publish(keys, now)
              : Optional.of(new Published(listed(keys), Optional.empty()));
        }
      };

  /** Whatever Vault lists stays in the JWKS, and nothing is archived. */
  static final Rules NEVER_RETIRE =
      new Rules() {
        @Override
        public Optional<Published> publish(IssuerKeys keys, Instant now) {
          return keys.publishable()
              ? Optional.of(new Published(listed(keys), Optional.empty()))
              : Optional.empty();
        }

        @Override
        public RotationPlan plan(KeyLife life, Instant now) {
          Instant due = life.key().newest().createdAt().plus(life.policy().rotateEvery());
          return now.isBefore(due)
              ? new RotationPlan.Keep(due)
              : new RotationPlan.Rotate(life.key().newest().createdAt(), due);
        }
      };

  /** A key counts as founding if it was made within {@code announce-for} of the first one read. */
  static final Rules FOUNDING_FOR_LONG =
      new Rules() {
        @Override
        public SigningChoice choose(
            IssuerKeys keys, KeyRole role, List<Region> order, Instant now) {
          return keys.signing(role) instanceof SigningChoice.NotBefore wait
              ? keys.life(role)
                  .filter(life -> isYoung(keys, life))
                  .<SigningChoice>map(
                      life -> new SigningChoice.Ready(Region.HOME, life.key(), life.key().oldest()))
                  .orElse(wait)
              : keys.signing(role);
        }

        private static boolean isYoung(IssuerKeys keys, KeyLife life) {
          return keys.ring().keys().values().stream()
              .map(key -> key.oldest().createdAt().plus(life.policy().announceFor()))
              .allMatch(life.key().oldest().createdAt()::isBefore);
        }
      };

  /** An instance whose clock is off goes by that clock all the same. */
  static final Rules PUBLISH_BY_A_WRONG_CLOCK =
      new Rules() {
        @Override
        public Optional<Published> publish(IssuerKeys keys, Instant now) {
          return keys.publishable()
              ? Optional.of(
                  new Published(
                      keys.roles().stream()
                          .flatMap(role -> keys.life(role).orElseThrow().published(now).stream())
                          .map(KeyVersion::kid)
                          .collect(Collectors.toSet()),
                      JwkSet.of(keys, List.of(), now).until()))
              : Optional.empty();
        }
      };

  private static Set<Kid> listed(IssuerKeys keys) {
    return keys.ring().keys().values().stream()
        .flatMap(key -> key.versions().stream())
        .map(KeyVersion::kid)
        .collect(Collectors.toSet());
  }

  /** Versions leave the JWKS and Vault before their time. */
  static Rules retireEarly(Duration by) {
    return new Rules() {
      @Override
      public Optional<Published> publish(IssuerKeys keys, Instant now) {
        return keys.publishable()
            ? Optional.of(early(Published.of(JwkSet.of(keys, List.of(), now.plus(by)))))
            : Optional.empty();
      }

      private Published early(Published published) {
        return new Published(published.kids(), published.until().map(at -> at.minus(by)));
      }

      @Override
      public RotationPlan plan(KeyLife life, Instant now) {
        return life.plan(now.plus(by)) instanceof RotationPlan.Retire early
            ? early
            : life.plan(now);
      }
    };
  }

  /** A ring may sign until it is {@code age} old, whatever {@code r} is. */
  static Rules signWithRingsUpTo(Duration age) {
    return new Rules() {
      @Override
      public SigningChoice choose(IssuerKeys keys, KeyRole role, List<Region> order, Instant now) {
        return keys.life(role)
            .filter(life -> Duration.between(life.key().readAt(), now).compareTo(age) <= 0)
            .flatMap(
                life ->
                    life.signing(now)
                        .<SigningChoice>map(
                            v -> new SigningChoice.Ready(Region.HOME, life.key(), v)))
            .orElse(
                new SigningChoice.Unavailable(
                    SigningChoice.Why.TOO_OLD, "too old, or new beside older ones"));
      }
    };
  }
}
