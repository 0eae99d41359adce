package io.vouchsafe.agent.listener;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Durations;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.base.StrictJson;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the socket of Fly's machines answers ({@code /.fly/api}): {@code POST /v1/tokens/oidc} with
 * {@code {"aud": ".."}}, answered with the token as text. Beside it the request URL of GitHub's
 * clients, at {@code /}.
 */
final class FlyEndpoint implements Endpoint {
  private static final String PATH = "/v1/tokens/oidc";
  private static final List<String> MEMBERS = List.of("aud", "ttl");

  private final CachedTokens tokens;
  private final Endpoint requestUrl;

  FlyEndpoint(CachedTokens tokens) {
    this.tokens = tokens;
    requestUrl = new RequestUrlEndpoint(tokens, Optional.empty());
  }

  @Override
  public Reply answer(Request request) throws Request.Bad, Fault {
    if (!request.path().equals(PATH)) {
      return requestUrl.answer(request);
    }
    if (!request.method().equals("POST")) {
      return Reply.notAllowed("POST");
    }
    ObjectNode body = body(request);
    Optional<String> audience = text(body, "aud");
    Optional<Duration> ttl =
        body.has("ttl")
            ? Optional.of(Durations.parse("ttl", body.get("ttl").asText()))
            : Optional.empty();
    return Reply.text(200, tokens.token(audience, ttl, Freshness.asked(request)).compact());
  }

  private static ObjectNode body(Request request) throws Request.Bad {
    try {
      ObjectNode body = StrictJson.BODY.object(request.body());
      for (var member : body.properties()) {
        if (!MEMBERS.contains(member.getKey())) {
          throw new Request.Bad("the body has a member other than aud and ttl");
        }
      }
      return body;
    } catch (StrictJson.Fault e) {
      throw new Request.Bad("the body is not JSON: " + e.getMessage());
    }
  }

  private static Optional<String> text(ObjectNode body, String name) throws Request.Bad {
    JsonNode value = body.get(name);
    if (value != null && (!value.isTextual() || value.asText().isEmpty())) {
      throw new Request.Bad(name + " is a text that is not empty");
    }
    return Optional.ofNullable(value).map(JsonNode::asText);
  }
}
