package io.vouchsafe.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import java.util.Optional;

/**
 * What the head of a request says of its body or its path, before anything is done for it.
 *
 * @param maxBody octets of the largest body that is JSON
 */
record HeadRefusals(Refusals refusals, int maxBody) {
  HeadRefusals {
    Objects.requireNonNull(refusals, "refusals");
  }

  /**
   * The refusal of a body that is not declared as what its call takes, or is too large, or of a
   * malformed id.
   */
  Optional<Answer> of(HttpServerRequest request, Call call) {
    return switch (call) {
      case ID_TOKEN, REVOKE_GRANTS -> Optional.empty();
      case REVOKE_GRANT -> GrantIds.refuse(request.path()).map(ProblemAnswer::onEventLoop);
      case EXCHANGE -> OAuthAnswer.refusal(request).map(refusal -> OAuthAnswer.of(call, refusal));
      case ID_TOKENS, PREVIEW, GRANT ->
          MediaTypes.refuse(request.headers(), refusals)
              .or(
                  () ->
                      RequestBody.announced(request) > maxBody
                          ? Optional.of(refusals.tooLarge())
                          : Optional.empty());
    };
  }
}
