package io.vouchsafe.http;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * The one way in. It knows every path of every issuer, so what is not in its table does not exist,
 * and no header of a request decides which issuer answers. Documents are answered on the event
 * loop, from memory; everything else on a virtual thread.
 */
public final class FrontRoute implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(FrontRoute.class);
  private static final String ARRIVAL = FrontRoute.class.getName();
  private static final List<String> JSON = List.of("application/json");

  /** What stands at a path. */
  private sealed interface Place {
    String allow();

    record Document(java.util.function.Function<RoutingContext, Answer> answer) implements Place {
      @Override
      public String allow() {
        return "GET, HEAD, OPTIONS";
      }
    }

    record Call(Issuer issuer, HttpMethod method, TokenCall call) implements Place {
      @Override
      public String allow() {
        return method.name();
      }
    }
  }

  /** A call that was let in. */
  private record Arrival(Place.Call call, Query query) {}

  private final Map<String, Place> places = new HashMap<>();
  private final HttpSettings settings;
  private final Admission admission;
  private final Answer tooMany =
      ProblemDocument.answer(
          Problem.unavailable("too many calls are under way", Duration.ofSeconds(1)));
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("call-", 0).factory());

  public FrontRoute(Collection<Issuer> issuers, HttpSettings settings, InstantSource clock) {
    this.settings = settings;
    this.admission = new Admission(settings);
    issuers.forEach(issuer -> add(issuer, new PublicDocuments(issuer, clock)));
  }

  private void add(Issuer issuer, PublicDocuments documents) {
    String path = issuer.path();
    Place discovery =
        new Place.Document(context -> documents.discovery(context.request().headers()));
    for (String wellKnown :
        new String[] {
          "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"
        }) {
      places.put(path + wellKnown, discovery);
      places.put(wellKnown + path, discovery);
    }
    places.put(
        path + PublicDocuments.JWKS_PATH,
        new Place.Document(context -> documents.jwks(context.request().headers())));
    places.put(path + "/id-token", new Place.Call(issuer, HttpMethod.GET, new IdTokenCall()));
    places.put(path + "/id-tokens", new Place.Call(issuer, HttpMethod.POST, new IdTokensCall()));
    places.put(path + "/grants", new Place.Call(issuer, HttpMethod.POST, new GrantsCall()));
  }

  /** Takes over every path of {@code router}. */
  public void attach(Router router) {
    BodyHandler body = BodyHandler.create(false).setBodyLimit(settings.maxBody());
    router
        .route()
        .order(Integer.MIN_VALUE + 1000)
        .handler(this::enter)
        .handler(body::handle)
        .handler(this::call)
        .failureHandler(this::fail);
  }

  private void enter(RoutingContext context) {
    HttpServerRequest request = context.request();
    switch (places.get(request.path())) {
      case null -> throw Problem.of(Problem.Kind.NOT_FOUND, "there is nothing at this path");
      case Place.Document document -> send(context, document(context, document));
      case Place.Call call when !call.method().equals(request.method()) ->
          send(context, notAllowed(call));
      case Place.Call call ->
          unsupported(request)
              .ifPresentOrElse(answer -> send(context, answer), () -> admit(context, call));
    }
  }

  private void admit(RoutingContext context, Place.Call call) {
    HttpServerRequest request = context.request();
    Query query = Query.parse(request.query());
    TokenCall.Kind kind = call.call().kind(call.issuer(), query);
    long body = announcedBody(request);
    if (!admission.enter(kind, body)) {
      send(context, tooMany);
      return;
    }
    context.addEndHandler(ended -> admission.leave(kind, body));
    context.put(ARRIVAL, new Arrival(call, query));
    context.next();
  }

  /** What the body may have by its Content-Length; without one, as much as any body. */
  private long announcedBody(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.GET)) {
      return 0;
    }
    try {
      return Math.clamp(Long.parseLong(request.getHeader("Content-Length")), 0, settings.maxBody());
    } catch (NumberFormatException e) {
      return settings.maxBody();
    }
  }

  private static Answer document(RoutingContext context, Place.Document document) {
    return switch (context.request().method().name()) {
      case "GET", "HEAD" -> document.answer().apply(context);
      case "OPTIONS" -> preflight(document);
      default -> notAllowed(document);
    };
  }

  private static Answer preflight(Place.Document document) {
    return new Answer(204, io.vertx.core.MultiMap.caseInsensitiveMultiMap(), Buffer.buffer())
        .with("Allow", document.allow())
        .with("Access-Control-Allow-Origin", "*")
        .with("Access-Control-Allow-Methods", "GET, HEAD")
        .with("Access-Control-Allow-Headers", "If-None-Match")
        .with("Access-Control-Max-Age", "86400");
  }

  /** The refusal of a body that is no JSON as it stands. */
  private static Optional<Answer> unsupported(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.POST)) {
      return Optional.empty();
    }
    if (!JSON.equals(
        request.headers().getAll("Content-Type").stream().map(FrontRoute::type).toList())) {
      return Optional.of(
          ProblemDocument.answer(
              Problem.of(
                  Problem.Kind.UNSUPPORTED_MEDIA_TYPE,
                  "send the body as Content-Type: application/json")));
    }
    if (!request.headers().getAll("Content-Encoding").stream()
        .allMatch("identity"::equalsIgnoreCase)) {
      return Optional.of(
          ProblemDocument.answer(
                  Problem.of(
                      Problem.Kind.UNSUPPORTED_MEDIA_TYPE,
                      "send the body without a Content-Encoding"))
              .with("Accept-Encoding", "identity"));
    }
    return Optional.empty();
  }

  /** A media type without its parameters. */
  private static String type(String contentType) {
    return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static Answer notAllowed(Place place) {
    return ProblemDocument.answer(
            Problem.of(Problem.Kind.METHOD_NOT_ALLOWED, "allowed here: " + place.allow()))
        .with("Allow", place.allow());
  }

  private void call(RoutingContext context) {
    Arrival arrival = context.get(ARRIVAL);
    Place.Call call = arrival.call();
    Exchange exchange =
        Exchange.of(call.issuer(), arrival.query(), context, Deadline.in(settings.deadline()));
    Context eventLoop = Vertx.currentContext();
    threads.execute(
        () -> {
          Answer answer = answer(call, exchange);
          eventLoop.runOnContext(ignored -> send(context, answer));
        });
  }

  private static Answer answer(Place.Call call, Exchange exchange) {
    try {
      return call.call().answer(exchange);
    } catch (Problem problem) {
      return ProblemDocument.answer(problem);
    } catch (RuntimeException e) {
      return internal(e);
    }
  }

  private static Answer internal(Throwable e) {
    LOG.error("A call failed in a way that it must not", e);
    return ProblemDocument.answer(
        Problem.of(Problem.Kind.INTERNAL, "the service failed; its log says why"));
  }

  private void fail(RoutingContext context) {
    send(context, failure(context));
  }

  private Answer failure(RoutingContext context) {
    return switch (context.failure()) {
      case Problem problem -> ProblemDocument.answer(problem);
      case HttpException e when e.getStatusCode() == 413 -> tooLarge();
      case HttpException e when e.getStatusCode() < 500 -> malformed();
      case null -> context.statusCode() == 413 ? tooLarge() : malformed();
      case IllegalArgumentException ignored -> malformed();
      default -> internal(context.failure());
    };
  }

  private Answer tooLarge() {
    return ProblemDocument.answer(
        Problem.of(
            Problem.Kind.TOO_LARGE,
            "the body may have at most %d octets".formatted(settings.maxBody())));
  }

  private static Answer malformed() {
    return ProblemDocument.answer(
        Problem.of(Problem.Kind.INVALID_REQUEST, "the request is not well-formed HTTP"));
  }

  private static void send(RoutingContext context, Answer answer) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(answer.status());
    response.headers().addAll(answer.headers());
    if (context.request().method().equals(HttpMethod.HEAD) && answer.body().length() > 0) {
      response.putHeader("Content-Length", Integer.toString(answer.body().length()));
      response.end();
    } else {
      response.end(answer.body());
    }
  }

  /** Lets calls under way end, and takes no more. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
