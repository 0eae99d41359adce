package io.vouchsafe.token;

/** The result of one request in a batch: a token or a problem. */
public sealed interface Outcome {
  /** A token. */
  record Issued(IssuedToken token) implements Outcome {}

  /** Why there is no token. */
  record Refused(Problem problem) implements Outcome {}
}
