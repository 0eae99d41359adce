package io.vouchsafe.http;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** A whole HTTP answer that the event loop gives, made before anything of it is sent. */
record Answer(int status, MultiMap headers, Buffer body) {

  static Answer of(int status, String contentType, Buffer body) {
    return empty(status, body).with("Content-Type", contentType);
  }

  /** An answer without a body. */
  static Answer empty(int status) {
    return empty(status, Buffer.buffer());
  }

  private static Answer empty(int status, Buffer body) {
    return new Answer(status, MultiMap.caseInsensitiveMultiMap(), body);
  }

  Answer with(String header, String value) {
    headers.set(header, value);
    return this;
  }

  /** Ends the response of {@code context}, unless it has ended; HEAD gets the headers alone. */
  void send(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status);
    response.headers().addAll(headers);
    if (context.request().method().equals(HttpMethod.HEAD) && body.length() > 0) {
      response.putHeader("Content-Length", Integer.toString(body.length()));
      response.end();
    } else {
      response.end(body);
    }
  }
}
