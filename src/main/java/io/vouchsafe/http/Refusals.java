package io.vouchsafe.http;

import io.vouchsafe.token.Problem;
import java.time.Duration;

/** The refusals that floods of requests meet, made once: no work is done for any of them. */
record Refusals(
    Answer notFound,
    Answer notJson,
    Answer encoded,
    Answer tooLarge,
    Answer unwantedBody,
    Answer unknownMethod,
    Answer keysNotRead,
    Answer keysUnfit) {

  static Refusals prepare(int maxBody) {
    return new Refusals(
        Problems.notFound().onEventLoop(),
        Problems.notJson().onEventLoop(),
        Problems.encoded().onEventLoop(),
        Problems.tooLarge(maxBody).onEventLoop(),
        Problems.unwantedBody("GET").onEventLoop(),
        Problems.unknownMethod().onEventLoop(),
        unavailable("the keys of this issuer have not been read yet", Duration.ofSeconds(2)),
        unavailable("the keys of this issuer cannot be used", Duration.ofSeconds(30)));
  }

  private static Answer unavailable(String detail, Duration retryAfter) {
    return ProblemAnswer.of(Problem.unavailable(detail, retryAfter)).onEventLoop();
  }
}
