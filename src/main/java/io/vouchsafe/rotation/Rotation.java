package io.vouchsafe.rotation;

import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyLife;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyRotator;
import io.vouchsafe.key.RotationEvents;
import io.vouchsafe.key.RotationPlan;
import io.vouchsafe.key.SigningKey;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/**
 * Carries out the plan for the keys of one issuer. It may run in any number of instances at once,
 * without a lock: a rotation that was done twice costs a spare version. Whether a change took place
 * is decided by reading the key again, never by the answer.
 */
public final class Rotation {
  /** A key may be retired and then rotated in one round. */
  private static final int MOST_ACTS = 2;

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
      switch (life.plan(clock.instant())) {
        case RotationPlan.Keep ignored -> {
          events.settled(role);
          return true;
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

  /** Why a plan made now could rest on something untrue. */
  private Optional<String> obstacle(KeyRole role) {
    Optional<KeyFault> fault =
        keys.faults().stream().filter(found -> found.role() == role).findFirst();
    if (fault.isPresent()) {
      return fault.map(KeyFault::toString);
    }
    return keys.clockOffset()
        .filter(offset -> offset.exceeds(keys.policy(role).clockError()))
        .map(offset -> offset.words(keys.policy(role).clockError()));
  }

  private boolean rotate(SigningKey before) {
    Optional<KeyFault> fault = rotator.rotate(before.role());
    Optional<SigningKey> after = readBack(before.role());
    boolean rotated =
        after.map(key -> key.newest().number() > before.newest().number()).orElse(false);
    if (rotated) {
      events.rotated(after.orElseThrow());
    } else {
      events.failed(before.role(), reason(fault, "no new version is there after rotating"));
    }
    return rotated;
  }

  private boolean retire(SigningKey before, int below) {
    Optional<KeyFault> fault = rotator.retire(before, below);
    Optional<SigningKey> after = readBack(before.role());
    boolean retired = after.map(key -> key.oldest().number() >= below).orElse(false);
    if (retired) {
      events.retired(after.orElseThrow());
    } else {
      events.failed(
          before.role(), reason(fault, "versions below %d are still there".formatted(below)));
    }
    return retired;
  }

  private Optional<SigningKey> readBack(KeyRole role) {
    keys.refresh();
    return keys.faults().stream().anyMatch(fault -> fault.role() == role)
        ? Optional.empty()
        : keys.ring().key(role);
  }

  private static String reason(Optional<KeyFault> fault, String otherwise) {
    return fault.map(KeyFault::toString).orElse(otherwise);
  }
}
