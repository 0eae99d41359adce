package io.vouchsafe.http;

import static java.util.stream.Collectors.toCollection;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.http.body.ProblemBody;
import io.vouchsafe.http.connection.Connections;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A whole HTTP answer that the event loop gives; it may be sent any number of times.
 *
 * @param problem what the body tells, where it is a problem document
 */
record Answer(int status, List<Answer.Header> headers, Buffer body, Optional<ProblemBody> problem) {
  /** RFC 9113, 7. */
  private static final long NO_ERROR = 0;

  /**
   * A header with its octets ready.
   *
   * @param name as it is sent
   */
  record Header(String name, CharSequence encodedName, CharSequence encodedValue) {
    static Header of(String name, String value) {
      return new Header(
          name, HttpHeaders.createOptimized(name), HttpHeaders.createOptimized(value));
    }

    /** The same header with another value. */
    Header with(String value) {
      return new Header(name, encodedName, HttpHeaders.createOptimized(value));
    }
  }

  static Answer of(int status, String contentType, Buffer body) {
    return new Answer(status, List.of(), body, Optional.empty()).with("Content-Type", contentType);
  }

  /** An answer that is no problem document. */
  static Answer of(int status, List<Header> headers, Buffer body) {
    return new Answer(status, headers, body, Optional.empty());
  }

  /** A problem document. */
  static Answer of(ProblemBody problem) {
    return new Answer(
            problem.status(), List.of(), Json.encodeToBuffer(problem), Optional.of(problem))
        .with("Content-Type", ProblemBody.MEDIA_TYPE);
  }

  /** An answer without a body. */
  static Answer empty(int status) {
    return new Answer(status, List.of(), Buffer.buffer(), Optional.empty());
  }

  /** The same answer with {@code header}, in place of the one that it had. */
  Answer with(String header, String value) {
    List<Header> others =
        headers.stream()
            .filter(it -> !it.name().equals(header))
            .collect(toCollection(ArrayList::new));
    others.add(Header.of(header, value));
    return new Answer(status, List.copyOf(others), body, problem);
  }

  /**
   * Ends the response of {@code context} and then its connection, or in HTTP/2 its stream: what
   * comes after the head is not wanted.
   */
  void sendLast(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (context.request().version() == HttpVersion.HTTP_2) {
      end(context).onSuccess(sent -> response.reset(NO_ERROR));
    } else {
      response.putHeader("Connection", "close");
      Connections.last(context.request());
      end(context).onComplete(sent -> context.request().connection().close());
    }
  }

  /** Ends the response of {@code context}, unless it has ended; HEAD gets the headers alone. */
  void send(RoutingContext context) {
    HttpServerResponse response = context.response();
    if (!response.ended() && !response.closed()) {
      end(context);
    }
  }

  private Future<Void> end(RoutingContext context) {
    HttpServerResponse response = context.response();
    response.setStatusCode(status);
    headers.forEach(it -> response.headers().set(it.encodedName(), it.encodedValue()));
    if (context.request().method().equals(HttpMethod.HEAD) && body.length() > 0) {
      response.putHeader("Content-Length", Integer.toString(body.length()));
      return response.end();
    }
    return response.end(body);
  }
}
