package io.vouchsafe.http;

import io.vouchsafe.token.Problem;

/** A subject token is not accepted; what is wrong with it is not for its bearer to know. */
final class SubjectTokenFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  SubjectTokenFault(Problem problem) {
    super(problem.getMessage(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
