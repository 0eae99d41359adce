package io.vouchsafe.token;

/** What came of one of several requests. */
public sealed interface Outcome {
  /** A token. */
  record Issued(IssuedToken token) implements Outcome {}

  /** None, and why. */
  record Refused(Problem problem) implements Outcome {}
}
