package io.vouchsafe.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** A whole HTTP answer that the event loop gives; it may be sent any number of times. */
record Answer(int status, Map<CharSequence, CharSequence> headers, Buffer body) {

  static Answer of(int status, String contentType, Buffer body) {
    return new Answer(status, Map.of(), body).with("Content-Type", contentType);
  }

  /** An answer without a body. */
  static Answer empty(int status) {
    return new Answer(status, Map.of(), Buffer.buffer());
  }

  /** The same answer with {@code header}, in place of the one that it had. */
  Answer with(String header, String value) {
    Map<CharSequence, CharSequence> more = new LinkedHashMap<>(headers);
    more.put(HttpHeaders.createOptimized(header), HttpHeaders.createOptimized(value));
    return new Answer(status, more, body);
  }

  /** Ends the response of {@code context}, unless it has ended; HEAD gets the headers alone. */
  void send(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status);
    headers.forEach(response.headers()::set);
    if (context.request().method().equals(HttpMethod.HEAD) && body.length() > 0) {
      response.putHeader("Content-Length", Integer.toString(body.length()));
      response.end();
    } else {
      response.end(body);
    }
  }
}
