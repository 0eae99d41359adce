package io.vouchsafe.agent.listener;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Durations;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.IdToken;
import java.time.Duration;
import java.util.Optional;

/**
 * The request URL of GitHub's clients: {@code GET /?audience=A} with {@code Authorization: bearer},
 * answered with {@code value} and {@code count} (as {@code @actions/core} reads it).
 */
final class RequestUrlEndpoint implements Endpoint {
  private static final String BEARER = "bearer ";

  private final CachedTokens tokens;
  private final Optional<ListenerSecret> secret;

  /**
   * @param secret what clients show; none where only the right user reaches the listener
   */
  RequestUrlEndpoint(CachedTokens tokens, Optional<ListenerSecret> secret) {
    this.tokens = tokens;
    this.secret = secret;
  }

  @Override
  public Reply answer(Request request) throws Request.Bad, Fault {
    if (!request.path().equals("/")) {
      return Reply.notFound();
    }
    if (!request.method().equals("GET")) {
      return Reply.notAllowed("GET");
    }
    if (secret.isPresent() && !shows(secret.get(), request)) {
      return Reply.problem(
              401,
              "Unauthorized",
              "Authorization: Bearer needs the secret of this listener, ACTIONS_ID_TOKEN_REQUEST_TOKEN")
          .with("WWW-Authenticate", "Bearer");
    }
    IdToken token =
        tokens.token(request.parameter("audience"), ttl(request), Freshness.asked(request));
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("count", token.compact().length());
    json.put("value", token.compact());
    return Reply.json(200, json);
  }

  private static boolean shows(ListenerSecret secret, Request request) throws Request.Bad {
    String shown = request.header("Authorization").orElse("");
    return shown.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && secret.is(shown.substring(BEARER.length()).strip());
  }

  private static Optional<Duration> ttl(Request request) throws Request.Bad, Fault {
    Optional<String> ttl = request.parameter("ttl");
    return ttl.isEmpty() ? Optional.empty() : Optional.of(Durations.parse("ttl", ttl.get()));
  }
}
