package io.vouchsafe.agent.listener;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Fault;
import java.util.Map;
import java.util.TreeMap;

/** What a listener answers. */
record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {
  /** The status of what is no request that can be answered. */
  static final int BAD = 400;

  private static final String JSON = "application/json";
  private static final String AGAIN_SECONDS = "5";

  Reply {
    headers = Map.copyOf(headers);
  }

  static Reply text(int status, String text) {
    return new Reply(status, "text/plain; charset=utf-8", text.getBytes(UTF_8), Map.of());
  }

  static Reply json(int status, ObjectNode json) {
    return new Reply(status, JSON, json.toString().getBytes(UTF_8), Map.of());
  }

  /** A problem document (RFC 9457), with the {@code message} that {@code @actions/core} prints. */
  static Reply problem(int status, String title, String detail) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", "about:blank");
    json.put("title", title);
    json.put("status", status);
    json.put("detail", detail);
    json.put("message", detail);
    return new Reply(status, "application/problem+json", json.toString().getBytes(UTF_8), Map.of());
  }

  static Reply bad(Request.Bad fault) {
    return problem(BAD, "Bad request", fault.getMessage());
  }

  static Reply notFound() {
    return problem(404, "Not found", "nothing is answered at this path");
  }

  /** Only this method is answered at the path. */
  static Reply notAllowed(String allowed) {
    return problem(405, "Method not allowed", "only %s is answered here".formatted(allowed))
        .with("Allow", allowed);
  }

  /** Why there is no token. */
  static Reply of(Fault fault) {
    return switch (status(fault)) {
      case 503 ->
          problem(503, "No token now", fault.getMessage()).with("Retry-After", AGAIN_SECONDS);
      default -> problem(status(fault), "No token", fault.getMessage());
    };
  }

  /** The status that says whether asking again may help. */
  static int status(Fault fault) {
    return switch (fault.code()) {
      case REFUSED -> 403;
      case MISUSED -> 400;
      case FILE, UNAVAILABLE, DONE -> 503;
    };
  }

  Reply with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Reply(status, contentType, body, more);
  }
}
