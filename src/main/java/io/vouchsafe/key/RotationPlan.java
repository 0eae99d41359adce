package io.vouchsafe.key;

import java.time.Instant;

/** What is to be done with a key, as its life says; a job carries it out and adds nothing. */
public sealed interface RotationPlan {

  /** Nothing is due before {@code until}, by this reading. */
  record Keep(Instant until) implements RotationPlan {}

  /** A new version is due: the newest was created at {@code newestCreatedAt}. */
  record Rotate(Instant newestCreatedAt, Instant dueSince) implements RotationPlan {}

  /**
   * Every version below {@code below} is over: both of Vault's minimums are to be raised to it, in
   * one write, where they are lower. At least one version stays.
   */
  record Retire(int below) implements RotationPlan {}
}
