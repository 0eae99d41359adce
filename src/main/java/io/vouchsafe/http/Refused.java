package io.vouchsafe.http;

/** A refusal that has its cause in HTTP itself, on its way to {@link Problems}; no stack trace. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ProblemAnswer answer;

  Refused(ProblemAnswer answer) {
    super(answer.body().detail(), null, false, false);
    this.answer = answer;
  }

  ProblemAnswer answer() {
    return answer;
  }
}
