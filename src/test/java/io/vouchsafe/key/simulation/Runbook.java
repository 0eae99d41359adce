package io.vouchsafe.key.simulation;

import static java.time.Duration.ZERO;

import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.Region;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What operators do to a region, in steps; {@code docs/runbooks.md} has the same ones. */
record Runbook(Region region, List<Step> steps) {

  /**
   * One step.
   *
   * @param pause how long after the step before it is done everywhere it begins
   */
  record Step(Action action, Duration pause) {}

  /** What is done in a step; what is done to several instances is done to one after the other. */
  enum Action {
    /** {@code vault/setup} in the region's Vault; its rotators begin. */
    MAKE_KEYS,
    /** Every other instance is configured with the region, without {@code sign}. */
    READ,
    /** Every other instance is configured with the region, {@code sign=true} included. */
    READ_AND_SIGN,
    /** The region's own instances start. */
    START,
    /** Every other instance gets {@code sign=true}. */
    SIGN,
    /** Every other instance loses {@code sign=true}. */
    SIGN_NO_MORE,
    /** The region's instances and rotators stop. */
    STOP,
    /** The region is taken out of every other instance's configuration. */
    REMOVE,
    /** Its Vault, its instances and its rotators are gone, at one moment. */
    LOSE;

    /** Whether it is done to one instance after the other. */
    boolean isOfInstances() {
      return this != MAKE_KEYS && this != LOSE;
    }
  }

  Runbook {
    steps = List.copyOf(steps);
  }

  /** Adds a region whose keys are however old: nothing signs with them before copies have them. */
  static Runbook add(Region region, KeyPolicy policy) {
    return new Runbook(
        region,
        List.of(
            new Step(Action.MAKE_KEYS, ZERO),
            new Step(Action.READ, ZERO),
            new Step(Action.START, policy.longestCopy()),
            new Step(Action.SIGN, ZERO)));
  }

  /** The same, and its keys are older than {@code announce-for} when others are to read them. */
  static Runbook addOld(Region region, KeyPolicy policy) {
    return add(region, policy)
        .waiting(Action.READ, policy.announceFor().plus(policy.clockError().multipliedBy(2)));
  }

  /**
   * Adds a region whose instances start before others read its keys, and which relies on {@code
   * announce-for}: the keys are new, and all others must read them by {@link #lastRoom} after they
   * were made.
   */
  static Runbook addInAnyOrder(Region region) {
    return new Runbook(
        region,
        List.of(
            new Step(Action.MAKE_KEYS, ZERO),
            new Step(Action.START, ZERO),
            new Step(Action.READ_AND_SIGN, ZERO)));
  }

  /** How long after its keys were made all others have to read a region that signs by itself. */
  static Duration lastRoom(KeyPolicy policy) {
    return policy.announceFor().minus(policy.longestCopy()).minus(policy.clockError());
  }

  /** Removes a region whose Vault can be reached until the end. */
  static Runbook remove(Region region, KeyPolicy policy) {
    return new Runbook(
        region,
        List.of(
            new Step(Action.SIGN_NO_MORE, ZERO),
            new Step(Action.STOP, ZERO),
            new Step(Action.REMOVE, lastToken(policy))));
  }

  /** Removes a region that is gone. */
  static Runbook lost(Region region, KeyPolicy policy) {
    return new Runbook(
        region, List.of(new Step(Action.LOSE, ZERO), new Step(Action.REMOVE, lastToken(policy))));
  }

  /** How long after the last signature somebody may take a token for good. */
  static Duration lastToken(KeyPolicy policy) {
    return policy.longestToken().plus(policy.leeway()).plus(policy.clockError());
  }

  /** The same with another pause before {@code action}. */
  Runbook waiting(Action action, Duration pause) {
    return new Runbook(
        region,
        steps.stream()
            .map(step -> step.action() == action ? new Step(action, pause) : step)
            .toList());
  }

  /** The same without {@code action}. */
  Runbook without(Action action) {
    return new Runbook(region, steps.stream().filter(step -> step.action() != action).toList());
  }

  /** The same with {@code other} in place of {@code action}. */
  Runbook with(Action action, Action other) {
    List<Step> changed = new ArrayList<>();
    steps.forEach(
        step -> changed.add(step.action() == action ? new Step(other, step.pause()) : step));
    return new Runbook(region, changed);
  }
}
