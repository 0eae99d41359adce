package io.vouchsafe.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.http.connection.Connections;

/** Requests after whose answer their connection ends. */
final class LastRequest {
  private LastRequest() {}

  /**
   * Makes a request the last one of its connection in HTTP/1.0, and in HTTP/1.1 where the service
   * is stopping: then the next one is for another instance (RFC 9112, 9.6). In HTTP/2 the
   * connection says so itself.
   */
  static void mark(RoutingContext context, boolean stopping) {
    HttpServerRequest request = context.request();
    if (request.version() == HttpVersion.HTTP_1_0) {
      endConnectionAfter(context);
    } else if (stopping && request.version() == HttpVersion.HTTP_1_1) {
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
