package io.vouchsafe.key.simulation;

import static java.util.stream.Collectors.toSet;

import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyLife;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RotationPlan;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.key.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The life of keys with other bounds of the JWKS than {@link KeyLife} has: it is written down once
 * more here, and only which versions count differs.
 */
final class SimplerBounds implements Rules {
  /** Which versions of a key count; the others neither sign nor are published. */
  private interface Counting {
    List<KeyVersion> of(SigningKey key, KeyPolicy policy);
  }

  /** All versions count, as many as there are. */
  static final Rules NONE = new SimplerBounds((key, policy) -> key.versions());

  /** Only the newest eight versions count. */
  static final Rules NEWEST_EIGHT =
      new SimplerBounds(
          (key, policy) ->
              key.versions()
                  .subList(Math.max(0, key.versions().size() - 8), key.versions().size()));

  /** A version may be skipped until the oldest ring that may sign with it was read. */
  static final Rules SKIP_UNTIL_IT_SIGNS =
      skipping(
          policy -> policy.announceFor().minus(policy.maxRingAge()).minus(policy.clockError()));

  /** The rule of production. */
  static final Rules SKIP_AS_IN_PRODUCTION =
      skipping(policy -> policy.maxPublishedAge().minus(policy.maxRingAge()));

  private interface Line {
    Duration of(KeyPolicy policy);
  }

  private static Rules skipping(Line line) {
    return new SimplerBounds(
        (key, policy) ->
            key.versions().stream()
                .filter(
                    version -> version.number() == 1 || newer(key, version, line.of(policy)) < 3)
                .toList());
  }

  private static long newer(SigningKey key, KeyVersion version, Duration within) {
    return key.versions().stream()
        .filter(other -> other.number() > version.number())
        .filter(other -> other.createdAt().isBefore(version.createdAt().plus(within)))
        .count();
  }

  private final Counting counting;

  private SimplerBounds(Counting counting) {
    this.counting = counting;
  }

  @Override
  public SigningChoice choose(IssuerKeys keys, KeyRole role, List<Region> order, Instant now) {
    if (!(keys.signing(role)
        instanceof SigningChoice.Ready(Region _, SigningKey key, KeyVersion version))) {
      return keys.signing(role);
    }
    KeyPolicy policy = keys.policy(role);
    List<KeyVersion> mayTheySign =
        counting.of(key, policy).stream()
            .filter(it -> it.number() >= key.minSigningVersion())
            .toList();
    return mayTheySign.reversed().stream()
        .filter(it -> !now.isBefore(it.createdAt().plus(policy.announceFor())))
        .findFirst()
        .or(() -> mayTheySign.stream().findFirst())
        .<SigningChoice>map(it -> new SigningChoice.Ready(Region.HOME, key, it))
        .orElseGet(() -> new SigningChoice.Ready(Region.HOME, key, version));
  }

  @Override
  public Optional<Published> publish(IssuerKeys keys, Instant now) {
    if (!keys.publishable()) {
      return Optional.empty();
    }
    List<KeyLife> lives = keys.roles().stream().flatMap(role -> keys.life(role).stream()).toList();
    return Optional.of(
        new Published(
            lives.stream().flatMap(life -> living(life, now)).map(KeyVersion::kid).collect(toSet()),
            lives.stream()
                .flatMap(
                    life ->
                        counting.of(life.key(), life.policy()).stream().map(it -> end(life, it)))
                .filter(now::isBefore)
                .min(Instant::compareTo)));
  }

  /** Those that count and have no successor that signs since {@code retire-after}. */
  private Stream<KeyVersion> living(KeyLife life, Instant now) {
    List<KeyVersion> counted = counting.of(life.key(), life.policy());
    return counted.stream()
        .filter(
            it ->
                counted.stream()
                    .filter(other -> other.number() > it.number())
                    .noneMatch(other -> isOver(life, other, now)));
  }

  /** Whether what {@code successor} took over from is retired. */
  private static boolean isOver(KeyLife life, KeyVersion successor, Instant now) {
    Instant signs = successor.createdAt().plus(life.policy().announceFor());
    return !now.isBefore(end(life, successor))
        && !life.key().readAt().isBefore(signs.minus(life.policy().maxRingAge()));
  }

  private static Instant end(KeyLife life, KeyVersion successor) {
    return successor
        .createdAt()
        .plus(life.policy().announceFor())
        .plus(life.policy().retireAfter());
  }

  @Override
  public RotationPlan plan(KeyLife life, Instant now) {
    int stays = living(life, now).findFirst().orElseThrow().number();
    if (stays > life.key().oldest().number()) {
      return new RotationPlan.Retire(stays);
    }
    Instant due = life.rotationDue();
    return now.isBefore(due)
        ? new RotationPlan.Keep(due)
        : new RotationPlan.Rotate(life.key().newest().createdAt(), due);
  }
}
