package io.vouchsafe.key;

import java.util.Optional;

/**
 * Changes keys at their custodian. Only the next reading shows whether a change took place: an
 * answer can get lost.
 */
public interface KeyRotator {
  /**
   * Why this rotator could not rotate the key or retire a version of it, before either is due;
   * empty if it could, or if nobody can tell now.
   */
  Optional<KeyFault> hindrance(KeyRole role);

  /**
   * Adds a version. Never repeat it without a reading in between: it is neither conditional nor
   * idempotent.
   *
   * @return why it failed or may have failed
   */
  Optional<KeyFault> rotate(KeyRole role);

  /**
   * Raises both minimums of {@code key} to {@code below} in one write; lowers neither.
   *
   * @return why it failed or may have failed
   */
  Optional<KeyFault> retire(SigningKey key, int below);
}
