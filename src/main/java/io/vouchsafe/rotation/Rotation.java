package io.vouchsafe.rotation;

import io.vouchsafe.base.Jitter;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyLife;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyRotator;
import io.vouchsafe.key.KeyTraits;
import io.vouchsafe.key.RotationEvents;
import io.vouchsafe.key.RotationPlan;
import io.vouchsafe.key.SigningKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/**
 * Carries out the plan for the keys of one issuer. It may run in any number of instances at once,
 * without a lock: a rotation that was done twice costs a spare version. Whether a change took place
 * is decided by reading the key again, never by the answer.
 */
public final class Rotation {
  private static final String UNSURE =
      "Vault answered an error to %d rotations of key %s, and their versions may be in its memory alone; rotate it by hand, with --mount where the engine is not at transit: vault/rotate %s";

  private static final Duration APART = Duration.ofMillis(200);

  /** A key may be retired and then rotated in one round. */
  private static final int MOST_ACTS = 2;

  /** How often a change is made to which Vault answers an error, and which may be done. */
  private static final int MOST_REPEATED = 5;

  private final IssuerKeys keys;
  private final KeyRotator rotator;
  private final RotationEvents events;
  private final InstantSource clock;

  /**
   * @param keys as the rotator reads them, under its own Vault token
   */
  public Rotation(IssuerKeys keys, KeyRotator rotator, RotationEvents events, InstantSource clock) {
    this.keys = Objects.requireNonNull(keys, "keys");
    this.rotator = Objects.requireNonNull(rotator, "rotator");
    this.events = Objects.requireNonNull(events, "events");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Reads the keys and does what is due, each key for itself.
   *
   * @return whether everything that was due is done
   */
  boolean round() {
    keys.refresh();
    boolean done = true;
    for (KeyRole role : keys.roles()) {
      done &= round(role);
    }
    return done;
  }

  private boolean round(KeyRole role) {
    for (int act = 0; act < MOST_ACTS; act++) {
      Optional<String> obstacle = obstacle(role);
      if (obstacle.isPresent()) {
        events.failed(role, obstacle.get());
        return false;
      }
      KeyLife life = keys.life(role).orElseThrow();
      if (!life.key().traits().mayRotate()) {
        events.cannotRotate(life.key());
      }
      switch (life.plan(clock.instant())) {
        case RotationPlan.Keep ignored -> {
          return settled(role);
        }
        case RotationPlan.Rotate ignored -> {
          if (!rotate(life.key())) {
            return false;
          }
        }
        case RotationPlan.Retire(int below) -> {
          if (!retire(life.key(), below)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Nothing is due; whether what will be can be done. */
  private boolean settled(KeyRole role) {
    Optional<KeyFault> hindrance = rotator.hindrance(role);
    hindrance.ifPresentOrElse(
        fault -> events.failed(role, fault.toString()), () -> events.settled(role));
    return hindrance.isEmpty();
  }

  /** Why a plan made now could rest on something untrue. */
  private Optional<String> obstacle(KeyRole role) {
    Optional<KeyFault> fault = faultOf(role);
    if (fault.isPresent()) {
      return fault.map(KeyFault::toString);
    }
    return keys.clockOffset()
        .filter(offset -> offset.exceeds(keys.policy(role).clockError()))
        .map(offset -> offset.words(keys.policy(role).clockError()));
  }

  /**
   * OpenBao can answer one of two changes that meet with an error and keep the version in memory
   * only, until it is sealed: the next rotation stores both. Where a minimum was raised so, it
   * shows versions that contradict it until that is done once more, by whichever rotator sees it.
   */
  private boolean rotate(SigningKey before) {
    if (!before.traits().mayRotate()) {
      events.failed(
          before.role(),
          "key %s %s".formatted(before.name(), KeyTraits.unrotatable(keys.newKeys())));
      return false;
    }
    Optional<KeyFault> fault = rotator.rotate(before.role());
    Optional<SigningKey> after = readBack(before.role());
    boolean unsure = isError(fault) && isNewer(after, before);
    for (int made = 1; unsure && isError(fault) && made < MOST_REPEATED; made++) {
      events.repeats(after.orElse(before), "rotating", fault.orElseThrow().reason());
      apart();
      fault = rotator.rotate(before.role());
      after = readBack(before.role());
    }
    if (!isNewer(after, before)) {
      events.failed(
          before.role(), reason(fault, before.role(), "no new version is there after rotating"));
      return false;
    }
    if (isError(fault)) {
      events.failed(before.role(), UNSURE.formatted(MOST_REPEATED, before.name(), before.name()));
      return false;
    }
    events.rotated(after.orElseThrow());
    return true;
  }

  /** Who met once would meet again. */
  private static void apart() {
    Jitter.pause(APART, 0.1, 1);
  }

  private static boolean isError(Optional<KeyFault> fault) {
    return fault.map(KeyFault::cause).filter(KeyFault.Cause.FAILED::equals).isPresent();
  }

  private static boolean isNewer(Optional<SigningKey> after, SigningKey before) {
    return after.map(key -> key.newest().number() > before.newest().number()).orElse(false);
  }

  private boolean retire(SigningKey before, int below) {
    Optional<KeyFault> fault = rotator.retire(before, below);
    for (int attempt = 1; attempt < MOST_REPEATED && isError(fault); attempt++) {
      events.repeats(before, "raising the minimums of", fault.orElseThrow().reason());
      apart();
      fault = rotator.retire(before, below);
    }
    Optional<SigningKey> after = readBack(before.role());
    boolean retired =
        after
            .filter(key -> !key.traits().lacksOldest())
            .filter(key -> key.oldest().number() >= below)
            .isPresent();
    if (retired) {
      events.retired(after.orElseThrow());
    } else {
      events.failed(
          before.role(),
          reason(fault, before.role(), "versions below %d are still there".formatted(below)));
    }
    return retired;
  }

  private Optional<SigningKey> readBack(KeyRole role) {
    keys.refresh();
    return faultOf(role).isPresent() ? Optional.empty() : keys.ring().key(role);
  }

  private Optional<KeyFault> faultOf(KeyRole role) {
    return keys.faults().stream().filter(found -> found.role() == role).findFirst();
  }

  private String reason(Optional<KeyFault> fault, KeyRole role, String otherwise) {
    return fault.or(() -> faultOf(role)).map(KeyFault::toString).orElse(otherwise);
  }
}
