package io.vouchsafe.http;

import java.time.Duration;

/**
 * A refusal that has its cause in HTTP itself, on its way to {@link Problems}; no stack trace, so
 * one that many meet may be thrown again and again.
 */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ProblemAnswer answer;
  private final transient Duration pause;
  private transient volatile Answer prepared;

  Refused(ProblemAnswer answer) {
    this(answer, Duration.ZERO);
  }

  /**
   * @param pause after which to come again
   */
  Refused(ProblemAnswer answer, Duration pause) {
    super(answer.body().detail(), null, false, false);
    this.answer = answer;
    this.pause = pause;
  }

  Duration pause() {
    return pause;
  }

  ProblemAnswer answer() {
    return answer;
  }

  /** The answer of the event loop, made once. */
  Answer onEventLoop() {
    Answer ready = prepared;
    if (ready == null) {
      ready = answer.onEventLoop();
      prepared = ready;
    }
    return ready;
  }
}
