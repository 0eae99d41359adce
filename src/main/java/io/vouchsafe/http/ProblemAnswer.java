package io.vouchsafe.http;

import io.vouchsafe.http.body.ProblemBody;
import io.vouchsafe.http.body.ProblemType;
import io.vouchsafe.token.Problem;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * A failure as an answer: a problem document and the headers that belong to it. Nobody may store
 * it.
 */
record ProblemAnswer(ProblemBody body, Map<String, String> headers) {
  private static final MediaType MEDIA_TYPE = new MediaType("application", "problem+json");

  /** A problem of the domain, with {@code Retry-After} and {@code WWW-Authenticate}. */
  static ProblemAnswer of(Problem problem) {
    ProblemAnswer answer = of(ProblemBody.of(problem));
    problem
        .retryAfter()
        .ifPresent(pause -> answer.with("Retry-After", Long.toString(pause.toSeconds())));
    return switch (problem.kind()) {
      case NO_CREDENTIALS -> answer.with("WWW-Authenticate", "Bearer");
      case INVALID_CREDENTIALS -> answer.with("WWW-Authenticate", "Bearer error=\"invalid_token\"");
      default -> answer;
    };
  }

  /** A problem that has its cause in HTTP itself. */
  static ProblemAnswer of(ProblemType type, String detail) {
    return of(ProblemBody.of(type, detail));
  }

  private static ProblemAnswer of(ProblemBody body) {
    return new ProblemAnswer(body, new LinkedHashMap<>(Map.of("Cache-Control", "no-store")));
  }

  ProblemAnswer with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  /** The answer of the event loop. */
  Answer onEventLoop() {
    Answer answer = Answer.of(body);
    for (Map.Entry<String, String> header : headers.entrySet()) {
      answer = answer.with(header.getKey(), header.getValue());
    }
    return answer;
  }

  /** The answer of a resource. */
  RestResponse<ProblemBody> ofResource() {
    RestResponse.ResponseBuilder<ProblemBody> response =
        RestResponse.ResponseBuilder.<ProblemBody>create(body.status())
            .entity(body)
            .type(MEDIA_TYPE);
    headers.forEach(response::header);
    return response.build();
  }
}
