package io.vouchsafe.ops.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/**
 * One path of the management port, as it is written: what only resolves to it does not exist. It
 * has GET and HEAD; another method is refused with 405.
 */
final class ExactRoute {
  private static final int METHOD_NOT_ALLOWED = 405;

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
              } else if (isRead(request.method())) {
                answer.accept(context);
              } else {
                refuse(context.response());
              }
            });
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

  private static void refuse(HttpServerResponse response) {
    response.setStatusCode(METHOD_NOT_ALLOWED).putHeader("Allow", "GET, HEAD").end();
  }
}
