package io.vouchsafe.http;

import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.base.Asker;
import io.vouchsafe.base.Asking;
import io.vouchsafe.http.body.ProblemBody;
import java.util.Objects;
import java.util.Optional;

/** Sends what the event loop answers, and reports what is a refusal. */
record AnswerSender(Places places, RefusalEvents refusals, RequestPeers peers) {
  AnswerSender {
    Objects.requireNonNull(places, "places");
    Objects.requireNonNull(refusals, "refusals");
    Objects.requireNonNull(peers, "peers");
  }

  /** As {@link Answer#send}. */
  void send(RoutingContext context, Answer answer) {
    report(context, answer);
    answer.send(context);
  }

  /** As {@link Answer#sendLast}. */
  void sendLast(RoutingContext context, Answer answer) {
    report(context, answer);
    answer.sendLast(context);
  }

  private void report(RoutingContext context, Answer answer) {
    if (answer.problem().isPresent() && !context.response().ended()) {
      ProblemBody problem = answer.problem().get();
      refusals.refused(
          Arrival.asker(context)
              .or(Asking::current)
              .map(asker -> RefusedRequest.of(asker, problem))
              .orElseGet(() -> ofStranger(context, problem)));
    }
  }

  private RefusedRequest ofStranger(RoutingContext context, ProblemBody problem) {
    String issuer =
        places.at(context.request().path()).map(Place::issuerName).orElse(RefusalEvents.NO_ISSUER);
    return new RefusedRequest(
        issuer,
        problem,
        Optional.empty(),
        () -> Asker.stranger(RequestIds.answered(context), issuer, peers.of(context.request())));
  }
}
