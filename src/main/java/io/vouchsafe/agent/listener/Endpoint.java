package io.vouchsafe.agent.listener;

import io.vouchsafe.agent.Fault;

/** What a listener serves. Safe for many threads. */
interface Endpoint {
  /**
   * Answers a request.
   *
   * @throws Request.Bad if it is none that can be answered
   * @throws Fault if there is no token
   */
  Reply answer(Request request) throws Request.Bad, Fault;

  /** Answers any request; what goes wrong is an answer too. */
  default Reply answerAll(Request request) {
    try {
      return answer(request);
    } catch (Request.Bad e) {
      return Reply.bad(e);
    } catch (Fault e) {
      return Reply.of(e);
    } catch (RuntimeException e) {
      return Reply.problem(500, "Unexpected failure", "unexpected failure (this is a bug)");
    }
  }
}
