package io.vouchsafe.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.base.Stopping;
import io.vouchsafe.http.connection.Connections;

/** Requests after whose answer their connection ends. */
final class LastRequest {
  private LastRequest() {}

  /**
   * Makes a request the last one of its connection in HTTP/1.0, and in HTTP/1.1 if the service is
   * stopping when the answer begins: then the next one is for another instance (RFC 9112, 9.6). In
   * HTTP/2 the connection says so itself.
   */
  static void mark(RoutingContext context, Stopping stopping) {
    switch (context.request().version()) {
      case HTTP_1_0 -> endConnectionAfter(context);
      case HTTP_1_1 -> context.addHeadersEndHandler(head -> markIf(stopping.begun(), context));
      case HTTP_2 -> {}
    }
  }

  private static void markIf(boolean stopping, RoutingContext context) {
    if (stopping) {
      context.response().putHeader("Connection", "close");
      endConnectionAfter(context);
    }
  }

  private static void endConnectionAfter(RoutingContext context) {
    HttpServerRequest request = context.request();
    Connections.last(request);
    context.addEndHandler(ended -> request.connection().close());
  }
}
