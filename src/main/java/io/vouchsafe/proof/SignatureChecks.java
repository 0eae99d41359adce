package io.vouchsafe.proof;

import java.util.function.BooleanSupplier;

/**
 * Lets the signature checks of callers that nobody knows yet begin: a check costs more than
 * everything else that a refused caller causes, so whoever bounds them implements this.
 */
@FunctionalInterface
public interface SignatureChecks {
  /** No bound: each check begins at once, on the caller's thread. */
  SignatureChecks UNBOUNDED = BooleanSupplier::getAsBoolean;

  /**
   * Runs a check when it may begin.
   *
   * @return what {@code verifies} says
   * @throws io.vouchsafe.token.Problem of kind UNAVAILABLE if it may not begin in time
   */
  boolean run(BooleanSupplier verifies);
}
