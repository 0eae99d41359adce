package io.vouchsafe.http;

import static java.util.stream.Collectors.toMap;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.base.Asker;
import io.vouchsafe.base.Asking;
import io.vouchsafe.base.Stopping;
import io.vouchsafe.caller.Caller;
import io.vouchsafe.caller.Credentials;
import io.vouchsafe.http.body.ProblemType;
import io.vouchsafe.http.connection.Connections;
import io.vouchsafe.http.connection.RequestHead;
import io.vouchsafe.http.limit.LimitEvents;
import io.vouchsafe.http.limit.Peers;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.token.Problem;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * In front of everything on the public port, on the event loop. It knows every path of every
 * issuer, so a path that is not in its table does not exist, and no header of a request decides
 * which issuer answers. It answers the documents and refuses whatever can be refused without work;
 * calls go on to the resources of Quarkus REST, which find their {@link Exchange} in the request.
 */
public final class Entrance {
  private static final int BEFORE_QUARKUS = Integer.MIN_VALUE + 1000;

  /** RFC 9110, 9.3, and RFC 5789. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  private final Connections connections;
  private final HttpSettings settings;
  private final LimitEvents events;
  private final RequestEvents requests;
  private final RefusalEvents refused;
  private final AnswerSender answers;
  private final Places places;
  private final RequestPeers peers;
  private final OrganisationDocuments organisations;
  private final Admission admission;
  private final Refusals refusals;
  private final HeadRefusals headRefusals;
  private final Stopping stopping;

  /**
   * @param issuers those that are served; where there are none, every path is 404
   */
  public Entrance(
      Issuers issuers,
      HttpSettings settings,
      Connections connections,
      LimitEvents events,
      RequestEvents requests,
      RefusalEvents refused,
      Stopping stopping,
      InstantSource clock) {
    this.stopping = Objects.requireNonNull(stopping, "stopping");
    this.settings = Objects.requireNonNull(settings, "settings");
    this.connections = Objects.requireNonNull(connections, "connections");
    this.events = Objects.requireNonNull(events, "events");
    this.requests = Objects.requireNonNull(requests, "requests");
    this.refused = Objects.requireNonNull(refused, "refused");
    this.refusals = Refusals.prepare(settings.bodies().max());
    this.headRefusals = new HeadRefusals(refusals, settings.bodies().max());
    this.places =
        new Places(issuers.all(), issuers.templates(), refusals, new LiveAnswers(stopping), clock);
    this.peers = new RequestPeers(new Peers(settings.proxies()));
    this.answers = new AnswerSender(places, refused, peers);
    this.organisations = new OrganisationDocuments(answers, peers, settings.deadline());
    this.admission = new Admission(settings, events, clock);
  }

  /** Takes over every path of {@code router}. */
  public void attach(Router router) {
    router.errorHandler(ProblemType.INVALID_REQUEST.status(), this::fail);
    router.route().order(BEFORE_QUARKUS).handler(this::enter).failureHandler(this::fail);
  }

  /**
   * What of each room is taken now, by its name: callers under check ({@code checks}), octets of
   * bodies ({@code bodies}), forms ({@code forms}), and tokens of each lane ({@code rs256}, {@code
   * es256}, {@code grant}).
   */
  public Map<String, LongSupplier> taken() {
    return admission.taken();
  }

  /** The status of a good answer, by path and method. */
  public Map<String, Map<String, Integer>> goodAnswers() {
    return places.all().entrySet().stream()
        .collect(toMap(Map.Entry::getKey, place -> place.getValue().goodAnswers()));
  }

  private void enter(RoutingContext context) {
    HttpServerRequest request = context.request();
    Optional<Place> place = places.at(request.path());
    if (!track(
        context, place.isPresent() ? places.name(request.path()) : RequestEvents.NOT_FOUND)) {
      return;
    }
    if (!METHODS.contains(request.method().name())) {
      answers.send(context, refusals.unknownMethod());
      return;
    }
    RequestHead.malformed(request)
        .ifPresentOrElse(reason -> refuse(context, reason), () -> find(context, place));
  }

  /**
   * Whether anybody waits for an answer. Where it is none of HTTP nobody gets one, since it would
   * repeat the name of the protocol.
   */
  private boolean track(RoutingContext context, String uri) {
    long began = System.nanoTime();
    HttpServerRequest request = context.request();
    if (request.version() == null) {
      request.connection().close();
      return false;
    }
    if (!connections.begun(request)) {
      return false;
    }
    LastRequest.mark(context, stopping);
    context.addEndHandler(
        ended -> {
          connections.ended(request);
          long nanos = System.nanoTime() - began;
          String method = request.method().name();
          if (context.response().ended()) {
            requests.answered(method, uri, context.response().getStatusCode(), nanos);
          } else {
            requests.clientLeft(method, uri, nanos);
          }
        });
    return true;
  }

  /** Whoever sent a malformed head may mean another end of it: the connection is not used again. */
  private void refuse(RoutingContext context, String reason) {
    answers.sendLast(context, Problems.malformed(reason).onEventLoop());
  }

  private void find(RoutingContext context, Optional<Place> place) {
    if (isRead(context.request()) && RequestBody.isAnnounced(context.request())) {
      answers.sendLast(context, refusals.unwantedBody());
      return;
    }
    place.ifPresentOrElse(it -> enter(context, it), () -> refuseNowhere(context));
  }

  private static boolean isRead(HttpServerRequest request) {
    return request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
  }

  private void refuseNowhere(RoutingContext context) {
    RequestHead.malformedTarget(context.request().uri())
        .ifPresentOrElse(
            reason -> refuse(context, reason), () -> answers.send(context, refusals.notFound()));
  }

  private void enter(RoutingContext context, Place place) {
    HttpServerRequest request = context.request();
    switch (place) {
      case Place.Document(_, DocumentAnswers.Name name, DocumentAnswers documents) ->
          answers.send(context, documents.answer(name, request));
      case Place.OrganisationDocument document -> organisations.answer(context, document);
      case Place.Unlisted _ -> answers.send(context, refusals.keysNotRead());
      case Place.Live live -> answers.send(context, live.answers().answer(request));
      case Place.Calls calls ->
          calls
              .call(request.method().name())
              .ifPresentOrElse(
                  call -> enter(context, calls.entry(), call),
                  () -> answers.send(context, Problems.notAllowed(calls.allow()).onEventLoop()));
    }
  }

  private void enter(RoutingContext context, Place.Entry entry, Call call) {
    String id = RequestIds.begin(context);
    if (!call.hasBody() && RequestBody.isAnnounced(context.request())) {
      answers.sendLast(context, Problems.unwantedBody(call.method()).onEventLoop());
      return;
    }
    Optional<Answer> refusal = headRefusals.of(context.request(), call);
    if (refusal.isPresent()) {
      answers.send(context, refusal.get());
      return;
    }
    Asking.run(
        Asker.stranger(id, entry.name(), peers.of(context.request())),
        () -> ask(context, entry, call));
  }

  private void ask(RoutingContext context, Place.Entry entry, Call call) {
    try {
      HttpServerRequest request = context.request();
      Issuer issuer = entry.issuer(request, call, peers.of(request));
      admit(context, Arrival.Head.of(request, issuer, call));
    } catch (Problem problem) {
      answers.send(context, OAuthAnswer.of(call, ProblemAnswer.of(problem)));
    } catch (Refused refused) {
      refuse(context, call, refused);
    }
  }

  /** A body that nobody reads is not worth its way here. */
  private void refuse(RoutingContext context, Call call, Refused refused) {
    Answer answer =
        call == Call.EXCHANGE ? OAuthAnswer.of(call, refused.answer()) : refused.onEventLoop();
    if (call.hasBody()) {
      answers.sendLast(context, answer);
    } else {
      answers.send(context, answer);
    }
  }

  private void admit(RoutingContext context, Arrival.Head head) {
    HttpServerRequest request = context.request();
    RequestBody body =
        new RequestBody(
            request,
            head.call() == Call.EXCHANGE ? ExchangeForm.BOUNDS : settings.bodies(),
            events,
            Vertx.currentContext());
    Arrival arrival = new Arrival(head, body, admission, settings.deadline(), requests, refused);
    try {
      takeRoom(arrival);
    } catch (RuntimeException e) {
      arrival.slot().release();
      throw e;
    }
    letIn(context, arrival);
  }

  /** A caller who is known takes room for its token here, a stranger for the check of who it is. */
  private static void takeRoom(Arrival arrival) {
    switch (arrival.head().credentials()) {
      case Credentials.Known(Caller caller) when arrival.head().call().hasBody() ->
          arrival.checkPatience(caller);
      case Credentials.Known(Caller caller) -> arrival.admitToken(caller);
      case Credentials.Unknown _, Credentials.InForm _ -> arrival.check();
    }
  }

  private void letIn(RoutingContext context, Arrival arrival) {
    arrival.goOn(context);
    if (!arrival.head().call().hasBody()) {
      arrival.body().skip();
      return;
    }
    switch (arrival.head().credentials()) {
      case Credentials.Known(Caller caller) -> arrival.readBodyOf(caller);
      case Credentials.InForm _ -> arrival.readForm();
      case Credentials.Unknown _ -> {}
    }
  }

  /** Vert.x brings a malformed head here without letting it enter. */
  private void fail(RoutingContext context) {
    Optional<String> malformed = RequestHead.malformed(context.request());
    if (Arrival.of(context) != null || track(context, RequestEvents.NOT_FOUND)) {
      Arrival.workFor(context, () -> answer(context, malformed));
    }
  }

  private void answer(RoutingContext context, Optional<String> malformed) {
    ProblemAnswer answer =
        malformed.map(Problems::malformed).orElseGet(() -> Problems.answer(context));
    if (answer.body().status() == ProblemType.INVALID_REQUEST.status()) {
      answers.sendLast(context, answer.onEventLoop());
    } else {
      answers.send(context, answer.onEventLoop());
    }
  }
}
