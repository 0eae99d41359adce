package io.vouchsafe.http;

import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.http.body.ProblemBody;
import io.vouchsafe.http.body.ProblemType;
import io.vouchsafe.token.Problem;
import jakarta.ws.rs.WebApplicationException;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where failures become answers. */
public class Problems {
  private static final Logger LOG = Logger.getLogger(Problems.class);
  private static final int SERVER_ERRORS = 500;

  @ServerExceptionMapper
  RestResponse<ProblemBody> refused(Problem problem) {
    return ProblemAnswer.of(problem).ofResource();
  }

  @ServerExceptionMapper
  RestResponse<ProblemBody> refused(Refused refused) {
    return refused.answer().ofResource();
  }

  /** What Quarkus REST refuses by itself; the entrance leaves it nothing to refuse. */
  @ServerExceptionMapper
  RestResponse<ProblemBody> refusedByRest(WebApplicationException e) {
    return answer(e).ofResource();
  }

  @ServerExceptionMapper
  RestResponse<ProblemBody> unexpected(Throwable e) {
    return bug(e).ofResource();
  }

  private static ProblemAnswer answer(WebApplicationException e) {
    return switch (e.getResponse().getStatus()) {
      case 404 -> notFound();
      case 405 -> notAllowed(e.getResponse().getAllowedMethods());
      case 413 -> ProblemAnswer.of(ProblemType.TOO_LARGE, "the body is too large");
      case 415 -> notJson();
      default -> e.getResponse().getStatus() < SERVER_ERRORS ? malformed() : bug(e);
    };
  }

  /** The answer to a request that failed on the event loop, or before Vert.x could route it. */
  static ProblemAnswer answer(RoutingContext failed) {
    return switch (failed.failure()) {
      case Problem problem -> ProblemAnswer.of(problem);
      case Refused refused -> refused.answer();
      case IllegalArgumentException ignored -> malformed();
      case null -> malformed();
      default -> failed.statusCode() < SERVER_ERRORS ? malformed() : bug(failed.failure());
    };
  }

  static ProblemAnswer notFound() {
    return ProblemAnswer.of(ProblemType.NOT_FOUND, "there is nothing at this path");
  }

  private static ProblemAnswer notAllowed(Set<String> allowed) {
    return notAllowed(String.join(", ", allowed));
  }

  /**
   * @param allow the methods that the path has
   */
  static ProblemAnswer notAllowed(String allow) {
    return ProblemAnswer.of(ProblemType.METHOD_NOT_ALLOWED, "allowed here: " + allow)
        .with("Allow", allow);
  }

  static ProblemAnswer tooLarge(int maxBody) {
    return ProblemAnswer.of(
        ProblemType.TOO_LARGE, "the body may have at most %d octets".formatted(maxBody));
  }

  static ProblemAnswer bodyTooSlow() {
    return ProblemAnswer.of(ProblemType.REQUEST_TIMEOUT, "the body came too slowly");
  }

  static ProblemAnswer unwantedBody(String method) {
    return ProblemAnswer.of(ProblemType.INVALID_REQUEST, "a %s has no body".formatted(method));
  }

  static ProblemAnswer unknownMethod() {
    return ProblemAnswer.of(ProblemType.NOT_IMPLEMENTED, "the method is not one that HTTP knows");
  }

  static ProblemAnswer notJson() {
    return ProblemAnswer.of(
        ProblemType.UNSUPPORTED_MEDIA_TYPE, "send the body as Content-Type: application/json");
  }

  static ProblemAnswer notForm() {
    return ProblemAnswer.of(
        ProblemType.UNSUPPORTED_MEDIA_TYPE,
        "send the body as Content-Type: application/x-www-form-urlencoded, in UTF-8");
  }

  static ProblemAnswer encoded() {
    return ProblemAnswer.of(
            ProblemType.UNSUPPORTED_MEDIA_TYPE, "send the body without a Content-Encoding")
        .with("Accept-Encoding", "identity");
  }

  static ProblemAnswer malformed() {
    return malformed("the request is not well-formed HTTP");
  }

  static ProblemAnswer malformed(String reason) {
    return ProblemAnswer.of(ProblemType.INVALID_REQUEST, reason);
  }

  private static ProblemAnswer bug(Throwable e) {
    LOG.error("Unexpected failure (this is a bug)", e);
    return ProblemAnswer.of(ProblemType.INTERNAL, "the service failed; its log says why");
  }
}
