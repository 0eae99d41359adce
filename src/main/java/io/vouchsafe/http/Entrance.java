package io.vouchsafe.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.http.connection.Connections;
import io.vouchsafe.http.connection.RequestHead;
import io.vouchsafe.issuer.Issuer;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;

/**
 * In front of everything on the public port, on the event loop. It knows every path of every
 * issuer, so a path that is not in its table does not exist, and no header of a request decides
 * which issuer answers. It answers the documents and refuses whatever can be refused without work;
 * calls go on to the resources of Quarkus REST, which find their {@link Exchange} in the request.
 */
public final class Entrance {
  /** Where the metrics of Quarkus look for the {@code uri} of a request. */
  private static final String PATH_IN_METRICS = "UrlPathTemplate";

  private static final int BEFORE_QUARKUS = Integer.MIN_VALUE + 1000;

  private final Connections connections;
  private final HttpSettings settings;
  private final Places places;
  private final Admission admission;
  private final Refusals refusals;

  /**
   * @param issuers those that are served; where there are none, every path is 404
   */
  public Entrance(
      Collection<Issuer> issuers,
      HttpSettings settings,
      Connections connections,
      InstantSource clock) {
    this.connections = connections;
    this.settings = settings;
    this.refusals = Refusals.prepare(settings.maxBody());
    this.places = new Places(issuers, refusals, clock);
    this.admission = new Admission(settings);
  }

  /** Takes over every path of {@code router}. */
  public void attach(Router router) {
    router.route().order(BEFORE_QUARKUS).handler(this::enter).failureHandler(this::fail);
  }

  private void enter(RoutingContext context) {
    connections.begun(context.request());
    context.addEndHandler(ended -> connections.ended(context.request()));
    RequestHead.malformed(context.request())
        .ifPresentOrElse(reason -> refuse(context, reason), () -> find(context));
  }

  /** Whoever sent a malformed head may mean another end of it: the connection is not used again. */
  private static void refuse(RoutingContext context, String reason) {
    Answer answer = Problems.malformed(reason).onEventLoop();
    if (context.request().version() != HttpVersion.HTTP_2) {
      answer = answer.with("Connection", "close");
      context.addEndHandler(ended -> context.request().connection().close());
    }
    answer.send(context);
  }

  private void find(RoutingContext context) {
    places
        .at(context.request().path())
        .ifPresentOrElse(place -> enter(context, place), () -> refusals.notFound().send(context));
  }

  private void enter(RoutingContext context, Place place) {
    HttpServerRequest request = context.request();
    switch (place) {
      case Place.Document(DocumentAnswers.Name name, DocumentAnswers documents) ->
          documents.answer(name, request).send(context);
      case Place.Calls calls ->
          calls
              .call(request.method().name())
              .ifPresentOrElse(
                  call -> check(context, calls.issuer(), call),
                  () -> Problems.notAllowed(calls.allow()).onEventLoop().send(context));
    }
  }

  private void check(RoutingContext context, Issuer issuer, Call call) {
    refusal(context.request(), call)
        .ifPresentOrElse(
            answer -> answer.send(context),
            () -> admit(context, issuer, call, Query.parse(context.request().query())));
  }

  /** The refusal of a body that is not declared as JSON. */
  private Optional<Answer> refusal(HttpServerRequest request, Call call) {
    return call.hasBody() ? MediaTypes.refuse(request.headers(), refusals) : Optional.empty();
  }

  private void admit(RoutingContext context, Issuer issuer, Call call, Query query) {
    long octets = RequestBody.announced(context.request(), settings.maxBody());
    if (octets > settings.maxBody()) {
      refusals.tooLarge().send(context);
      return;
    }
    admission
        .enter(call.line(issuer, query), call.hasBody() ? octets : 0)
        .ifPresentOrElse(
            slot -> letIn(context, issuer, query, slot),
            () -> refusals.tooManyCalls().send(context));
  }

  private void letIn(RoutingContext context, Issuer issuer, Query query, Slot slot) {
    RequestBody body = new RequestBody(settings.maxBody());
    context.addEndHandler(ended -> slot.release());
    new Arrival(issuer, query, body, settings.deadline(), slot).put(context);
    context.next();
    nameInMetrics(context.request().path());
    body.readFrom(context.request());
  }

  /** Quarkus REST has just named the request by its template, which is the same for all issuers. */
  private static void nameInMetrics(String path) {
    Vertx.currentContext().putLocal(PATH_IN_METRICS, path);
  }

  private void fail(RoutingContext context) {
    Optional<String> malformed = RequestHead.malformed(context.request());
    if (malformed.isPresent()) {
      refuse(context, malformed.get());
      return;
    }
    Problems.answer(context).onEventLoop().send(context);
  }
}
