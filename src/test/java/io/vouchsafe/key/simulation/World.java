package io.vouchsafe.key.simulation;

import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One world to simulate.
 *
 * @param made when each key is made, after the issuer's birth
 * @param changes of the settings, one after the other
 * @param lag how far a standby's answer may be behind; {@code announce-for} has room for it
 * @param instances how many each region has
 * @param rotators how many each region has
 * @param steps whether clocks step about within their error while processes run
 */
record World(
    Settings settings,
    Map<KeyRole, Duration> made,
    List<Change> changes,
    Excess excess,
    Duration lag,
    boolean steps,
    int instances,
    int rotators,
    Admin admin,
    Duration span,
    Rules rules,
    Regions regions) {

  /**
   * New settings, rolled out one process after the other.
   *
   * @param pause how long after the roll-out before (or the start) this one begins
   * @param rollOut how long it takes until every process has them
   */
  record Change(Duration pause, Duration rollOut, Settings settings) {}

  /**
   * What a Vault admin does unasked.
   *
   * @param rotations how many
   * @param lowers how often both minimums are lowered again
   * @param revocations how often all versions but the newest are cut off
   * @param storms how often a key is rotated again and again, at a pace of chance
   * @param restores how often a Vault's storage is restored from a snapshot
   * @param oldest how old such a snapshot is at most
   */
  record Admin(
      int rotations, int lowers, int revocations, int storms, int restores, Duration oldest) {
    static final Admin ABSENT = new Admin(0, 0, 0);

    Admin(int rotations, int lowers, int revocations) {
      this(rotations, lowers, revocations, 0, 0, Duration.ZERO);
    }

    static Admin storming(int storms) {
      return new Admin(0, 0, 0, storms, 0, Duration.ZERO);
    }

    static Admin restoring(Duration oldest) {
      return new Admin(2, 0, 0, 0, 2, oldest);
    }
  }

  KeyPolicy policy() {
    return settings.policy();
  }

  /**
   * How long after it was read a region's part of a JWKS has every kid that somebody signs under.
   * Where the times change, what they have in common is sure.
   */
  Duration usableFor(KeyPolicy policy) {
    return changes.isEmpty()
        ? policy.announceFor().minus(policy.clockError().multipliedBy(steps ? 3 : 1)).minus(lag)
        : policy.maxPublishedAge().plus(policy.longestCopy());
  }

  World with(Rules changed) {
    return new World(
        settings, made, changes, excess, lag, steps, instances, rotators, admin, span, changed,
        regions);
  }

  World with(Excess changed) {
    return new World(
        settings, made, changes, changed, lag, steps, instances, rotators, admin, span, rules,
        regions);
  }

  World with(Admin changed) {
    return new World(
        settings, made, changes, excess, lag, steps, instances, rotators, changed, span, rules,
        regions);
  }

  World with(Settings first, List<Change> then) {
    return new World(
        first, made, then, excess, lag, steps, instances, rotators, admin, span, rules, regions);
  }

  World with(Map<KeyRole, Duration> changed) {
    return new World(
        settings, changed, changes, excess, lag, steps, instances, rotators, admin, span, rules,
        regions);
  }

  World withRotators(int count) {
    return new World(
        settings, made, changes, excess, lag, steps, instances, count, admin, span, rules, regions);
  }

  World withLag(Duration changed) {
    return new World(
        settings, made, changes, excess, changed, steps, instances, rotators, admin, span, rules,
        regions);
  }

  World withSteppingClocks() {
    return new World(
        settings, made, changes, excess, lag, true, instances, rotators, admin, span, rules,
        regions);
  }

  World lasting(Duration changed) {
    return new World(
        settings, made, changes, excess, lag, steps, instances, rotators, admin, changed, rules,
        regions);
  }

  World with(Regions changed) {
    return new World(
        settings, made, changes, excess, lag, steps, instances, rotators, admin, span, rules,
        changed);
  }

  World withInstances(int count) {
    return new World(
        settings, made, changes, excess, lag, steps, count, rotators, admin, span, rules, regions);
  }
}
