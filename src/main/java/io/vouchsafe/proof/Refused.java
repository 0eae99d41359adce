package io.vouchsafe.proof;

import io.vouchsafe.token.Problem;

/** Credentials that came and are not accepted. */
public final class Refused {
  private Refused() {}

  /**
   * @param detail what class of thing is wrong; nothing of the credentials themselves
   */
  public static Problem because(String detail) {
    return Problem.of(Problem.Kind.INVALID_CREDENTIALS, detail);
  }
}
