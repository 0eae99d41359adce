package io.vouchsafe.audit;

import io.vouchsafe.token.Problem;

/** Why a token that was asked for was not issued, as the audit trail has it under {@code kind}. */
enum FailureWord {
  /** Vault did not sign; the caller may come again. */
  UNAVAILABLE,
  /** Vault's answer was no signature of the pinned key version. */
  WRONG_ANSWER,
  /** Vault knows no such key or version, or forbids to sign with it. */
  VERSION_REFUSED,
  /** The caller left before the token was signed. */
  HUNG_UP,
  /** A bug of ours. */
  INTERNAL;

  /** What callers do wrong is refused before a token is asked for, so that meeting it is a bug. */
  static FailureWord of(Problem problem) {
    if (problem.isHungUp()) {
      return HUNG_UP;
    }
    return switch (problem.kind()) {
      case UNAVAILABLE -> UNAVAILABLE;
      case WRONG_ANSWER -> WRONG_ANSWER;
      case VERSION_REFUSED -> VERSION_REFUSED;
      case INVALID_REQUEST, NO_CREDENTIALS, INVALID_CREDENTIALS, FORBIDDEN, NO_ROOM, INTERNAL ->
          INTERNAL;
    };
  }
}
