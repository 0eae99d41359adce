package io.vouchsafe.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vouchsafe.caller.Broker;
import io.vouchsafe.caller.Caller;
import io.vouchsafe.caller.GrantRequest;
import io.vouchsafe.caller.IssuedGrant;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.token.Problem;
import java.util.Set;

/** {@code POST /grants}: a broker vouches for a workload. */
final class GrantsCall implements TokenCall {
  @Override
  public Kind kind(Issuer issuer, Query query) {
    return Kind.GRANT;
  }

  @Override
  public Answer answer(Exchange exchange) {
    Broker broker = broker(exchange);
    exchange.query().only(Set.of());
    JsonBody body =
        JsonBody.parse(exchange.body(), Set.of("workload", "audiences", "max_ttl", "expires_in"));
    GrantRequest request =
        new GrantRequest(
            WorkloadJson.read(body).orElseThrow(() -> Problem.invalid("workload", "is missing")),
            body.strings("audiences").orElseThrow(() -> Problem.invalid("audiences", "is missing")),
            body.seconds("max_ttl"),
            body.seconds("expires_in"));
    IssuedGrant grant = exchange.issuer().grants().issue(broker, request, exchange.deadline());
    return Answer.secret(201, Buffer.buffer(json(exchange.issuer(), grant).toString()));
  }

  private static Broker broker(Exchange exchange) {
    return switch (exchange.caller()) {
      case Caller.OfBroker(Broker broker) -> broker;
      case Caller.OfGrant ignored ->
          throw Problem.of(
              Problem.Kind.FORBIDDEN, "a grant cannot vouch for anybody; brokers show a proof");
    };
  }

  private static ObjectNode json(Issuer issuer, IssuedGrant grant) {
    String requestUrl = issuer.url() + "/id-token?api-version=1";
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("grant", grant.value());
    json.put("id", grant.id());
    json.put("expires_at", grant.expiresAt().toString());
    json.put("request_url", requestUrl);
    json.putObject("env")
        .put("ACTIONS_ID_TOKEN_REQUEST_URL", requestUrl)
        .put("ACTIONS_ID_TOKEN_REQUEST_TOKEN", grant.value());
    return json;
  }
}
