package io.vouchsafe.ops.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/**
 * One path of the management port, as it is written: what only resolves to it does not exist. It
 * has GET and HEAD; another method is refused with 405, and a name that may be a stranger's with
 * 421.
 */
final class ExactRoute {
  private static final int METHOD_NOT_ALLOWED = 405;

  /** RFC 9110, 15.5.20. */
  private static final int MISDIRECTED = 421;

  private static final String MISDIRECTED_BODY =
      """
      {"title":"Misdirected Request","status":421,"detail":"the Host of the request may be a \
      stranger's name: ask by an IP address, localhost, a name without a dot or one that ends in \
      .local, .internal or .svc, or over TLS; a proxy in front has to send such a Host"}
      """;

  private ExactRoute() {}

  /** Has {@code answer} answer every GET and HEAD of {@code path}. */
  static void attach(Router router, String path, Consumer<RoutingContext> answer) {
    router
        .route(path)
        .handler(
            context -> {
              HttpServerRequest request = context.request();
              if (!path.equals(request.path())) {
                context.next();
              } else if (!isOwn(request)) {
                misdirected(context.response());
              } else if (isRead(request.method())) {
                answer.accept(context);
              } else {
                refuse(context.response());
              }
            });
  }

  /** Over TLS any name will do: there the browser has found it in the certificate. */
  private static boolean isOwn(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    return request.isSSL()
        || (authority == null
            ? !request.headers().contains("Host")
            : PrivateName.holds(authority.host()));
  }

  private static boolean isRead(HttpMethod method) {
    return HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method);
  }

  /** Ends the answer with {@code body}; for a HEAD with its length alone. */
  static void end(RoutingContext context, Buffer body) {
    HttpServerResponse response = context.response();
    if (HttpMethod.HEAD.equals(context.request().method())) {
      response.putHeader("Content-Length", Integer.toString(body.length())).end();
    } else {
      response.end(body);
    }
  }

  private static void misdirected(HttpServerResponse response) {
    response
        .setStatusCode(MISDIRECTED)
        .putHeader("Content-Type", "application/problem+json")
        .end(MISDIRECTED_BODY);
  }

  private static void refuse(HttpServerResponse response) {
    response.setStatusCode(METHOD_NOT_ALLOWED).putHeader("Allow", "GET, HEAD").end();
  }
}
