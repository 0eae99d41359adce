package io.vouchsafe.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.Json;
import io.vouchsafe.http.body.OAuthError;
import io.vouchsafe.http.body.ProblemBody;
import io.vouchsafe.http.body.ProblemType;
import io.vouchsafe.token.Problem;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * A failure of {@code POST /token} as an answer, in the form of OAuth and with the headers that
 * belong to it. Nobody may store it.
 */
record OAuthAnswer(OAuthError error, Map<String, String> headers) {
  /** The answer of the event loop to a refused {@code call}, in the form that its clients read. */
  static Answer of(Call call, ProblemAnswer answer) {
    return call == Call.EXCHANGE ? of(answer).onEventLoop() : answer.onEventLoop();
  }

  static OAuthAnswer of(ProblemAnswer answer) {
    Map<String, String> headers = new LinkedHashMap<>(answer.headers());
    headers.remove("WWW-Authenticate");
    return new OAuthAnswer(OAuthError.of(answer.body()), headers);
  }

  static OAuthAnswer ofSubjectToken(Problem problem) {
    return new OAuthAnswer(
        OAuthError.ofSubjectToken(ProblemBody.of(problem)), Map.of("Cache-Control", "no-store"));
  }

  /**
   * The refusal of a form by what its head says: credentials of another kind, another media type,
   * or too many octets.
   */
  static Optional<ProblemAnswer> refusal(HttpServerRequest request) {
    if (request.headers().contains("Authorization")) {
      return Optional.of(
          ProblemAnswer.of(
              ProblemType.INVALID_REQUEST,
              "send no Authorization: the subject token is the only credential here"));
    }
    return MediaTypes.refuseForm(request.headers())
        .or(
            () ->
                RequestBody.announced(request) > ExchangeForm.BOUNDS.max()
                    ? Optional.of(Problems.tooLarge(ExchangeForm.BOUNDS.max()))
                    : Optional.empty());
  }

  /** The answer of the event loop. */
  Answer onEventLoop() {
    Answer answer =
        new Answer(
                error.status(), List.of(), Json.encodeToBuffer(error), Optional.of(error.problem()))
            .with("Content-Type", MediaType.APPLICATION_JSON);
    for (Map.Entry<String, String> header : headers.entrySet()) {
      answer = answer.with(header.getKey(), header.getValue());
    }
    return answer;
  }

  /** The answer of the resource. */
  RestResponse<OAuthError> ofResource() {
    RestResponse.ResponseBuilder<OAuthError> response =
        RestResponse.ResponseBuilder.<OAuthError>create(error.status())
            .entity(error)
            .type(MediaType.APPLICATION_JSON_TYPE);
    headers.forEach(response::header);
    return response.build();
  }
}
