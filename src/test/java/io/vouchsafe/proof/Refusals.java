package io.vouchsafe.proof;

import io.vouchsafe.token.Problem;

/** How credentials may be refused. */
public final class Refusals {
  private Refusals() {}

  public static void requireBadCredentials(Problem problem) {
    if (problem.kind() != Problem.Kind.INVALID_CREDENTIALS) {
      throw new IllegalStateException("bad credentials are called " + problem.kind(), problem);
    }
    requirePlain(problem);
  }

  /** Callers and logs see it. */
  static void requirePlain(Exception refusal) {
    if (!refusal.getMessage().chars().allMatch(c -> c >= ' ' && c != 0x7f)) {
      throw new IllegalStateException("a refusal repeats what came", refusal);
    }
  }
}
