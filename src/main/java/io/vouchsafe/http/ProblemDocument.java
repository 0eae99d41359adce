package io.vouchsafe.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vouchsafe.token.Problem;
import java.util.Locale;

/** A {@link Problem} on the wire: RFC 9457, with {@code message} for GitHub's clients. */
final class ProblemDocument {
  static final String CONTENT_TYPE = "application/problem+json";

  private ProblemDocument() {}

  /** The one mapping from failures to statuses. */
  static int status(Problem.Kind kind) {
    return switch (kind) {
      case INVALID_REQUEST -> 400;
      case NO_CREDENTIALS, INVALID_CREDENTIALS -> 401;
      case FORBIDDEN -> 403;
      case NOT_FOUND -> 404;
      case METHOD_NOT_ALLOWED -> 405;
      case TOO_LARGE -> 413;
      case UNSUPPORTED_MEDIA_TYPE -> 415;
      case INTERNAL -> 500;
      case WRONG_ANSWER -> 502;
      case VERSION_REFUSED, UNAVAILABLE -> 503;
    };
  }

  private static String title(Problem.Kind kind) {
    return switch (kind) {
      case INVALID_REQUEST -> "The request is not valid";
      case NO_CREDENTIALS -> "Credentials are needed";
      case INVALID_CREDENTIALS -> "The credentials are not accepted";
      case FORBIDDEN -> "The credentials do not allow this";
      case NOT_FOUND -> "There is nothing here";
      case METHOD_NOT_ALLOWED -> "The method is not allowed here";
      case TOO_LARGE -> "The body is too large";
      case UNSUPPORTED_MEDIA_TYPE -> "The body must be JSON";
      case INTERNAL -> "The service failed";
      case WRONG_ANSWER -> "Vault gave a wrong answer";
      case VERSION_REFUSED, UNAVAILABLE -> "The service cannot do this now";
    };
  }

  static ObjectNode json(Problem problem) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    String type = problem.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    document.put("type", "urn:vouchsafe:problem:" + type);
    document.put("title", title(problem.kind()));
    document.put("status", status(problem.kind()));
    document.put("detail", problem.getMessage());
    document.put("message", problem.getMessage());
    problem.member().ifPresent(member -> document.put("member", member));
    return document;
  }

  static Answer answer(Problem problem) {
    Answer answer =
        Answer.of(status(problem.kind()), CONTENT_TYPE, Buffer.buffer(json(problem).toString()))
            .with("Cache-Control", "no-store");
    problem
        .retryAfter()
        .ifPresent(pause -> answer.with("Retry-After", Long.toString(pause.toSeconds())));
    switch (problem.kind()) {
      case NO_CREDENTIALS -> answer.with("WWW-Authenticate", "Bearer");
      case INVALID_CREDENTIALS -> answer.with("WWW-Authenticate", "Bearer error=\"invalid_token\"");
      default -> {}
    }
    return answer;
  }
}
