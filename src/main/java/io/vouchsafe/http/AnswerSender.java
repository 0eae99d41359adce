package io.vouchsafe.http;

import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.http.body.ProblemBody;
import java.util.Objects;

/** Sends what the event loop answers, and reports what is a refusal. */
record AnswerSender(Places places, RefusalEvents refusals) {
  AnswerSender {
    Objects.requireNonNull(places, "places");
    Objects.requireNonNull(refusals, "refusals");
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
      String issuer =
          places
              .at(context.request().path())
              .map(Place::issuerName)
              .orElse(RefusalEvents.NO_ISSUER);
      refusals.refused(issuer, problem.type(), problem.detail());
    }
  }
}
