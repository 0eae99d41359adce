package io.vouchsafe.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.issuer.Organisation;
import java.time.Duration;
import java.util.Objects;

/**
 * Answers the documents of organisations, on the event loop: from memory where the organisation is
 * in use; else when its keys were read, or its client has waited long enough. Nothing waits on a
 * thread.
 */
final class OrganisationDocuments {
  private final AnswerSender answers;
  private final RequestPeers peers;
  private final Duration patience;

  /**
   * @param patience how long a client waits for keys
   */
  OrganisationDocuments(AnswerSender answers, RequestPeers peers, Duration patience) {
    this.answers = Objects.requireNonNull(answers, "answers");
    this.peers = Objects.requireNonNull(peers, "peers");
    this.patience = Objects.requireNonNull(patience, "patience");
  }

  /** Answers a request for the document, now or later. */
  void answer(RoutingContext context, Place.OrganisationDocument place) {
    HttpServerRequest request = context.request();
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      answers.send(context, place.places().documentsOfNobody().answer(place.name(), request));
      return;
    }
    Organisation organisation;
    try {
      organisation = place.places().use(place.org(), peers.of(request));
    } catch (Refused noRoom) {
      answers.send(context, noRoom.onEventLoop());
      return;
    }
    if (organisation.firstReading().isDone()) {
      answer(context, place, organisation);
    } else {
      answerLater(context, place, organisation);
    }
  }

  private void answerLater(
      RoutingContext context, Place.OrganisationDocument place, Organisation organisation) {
    Context loop = Vertx.currentContext();
    Vertx vertx = context.vertx();
    long timer =
        vertx.setTimer(
            Math.max(1, patience.toMillis()), late -> answer(context, place, organisation));
    organisation
        .firstReading()
        .whenComplete(
            (read, failure) ->
                loop.runOnContext(
                    now -> {
                      if (vertx.cancelTimer(timer)) {
                        answer(context, place, organisation);
                      }
                    }));
  }

  private void answer(
      RoutingContext context, Place.OrganisationDocument place, Organisation organisation) {
    answers.send(
        context, place.places().documents(organisation).answer(place.name(), context.request()));
  }
}
