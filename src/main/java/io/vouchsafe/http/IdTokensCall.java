package io.vouchsafe.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vouchsafe.caller.Broker;
import io.vouchsafe.caller.Caller;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.token.EntitledRequest;
import io.vouchsafe.token.Entitlement;
import io.vouchsafe.token.IssuedToken;
import io.vouchsafe.token.Outcome;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.TokenRequest;
import io.vouchsafe.token.Workload;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code POST /id-tokens}: several tokens at once, each of them a token or a problem of its own. A
 * broker names the workload, in the body or in an entry.
 */
final class IdTokensCall implements TokenCall {
  static final int MAX_ENTRIES = 1000;

  @Override
  public Kind kind(Issuer issuer, Query query) {
    return Kind.TOKENS;
  }

  @Override
  public Answer answer(Exchange exchange) {
    Caller caller = exchange.caller();
    exchange.query().only(Set.of());
    JsonBody body = JsonBody.parse(exchange.body(), Set.of("tokens", "workload"));
    Map<String, JsonNode> entries =
        body.members("tokens").orElseThrow(() -> Problem.invalid("tokens", "is missing"));
    if (entries.isEmpty() || entries.size() > MAX_ENTRIES) {
      throw Problem.invalid("tokens", "must have between 1 and " + MAX_ENTRIES + " entries");
    }
    Optional<Workload> workload = workload(caller, body);
    return answer(outcomes(exchange, caller, entries, workload));
  }

  private static Optional<Workload> workload(Caller caller, JsonBody body) {
    if (caller instanceof Caller.OfGrant && body.member("workload").isPresent()) {
      throw Problem.invalid("workload", "is fixed by the grant and cannot be named");
    }
    return WorkloadJson.read(body);
  }

  private static Map<String, Outcome> outcomes(
      Exchange exchange,
      Caller caller,
      Map<String, JsonNode> entries,
      Optional<Workload> workload) {
    Map<String, Outcome> outcomes = new LinkedHashMap<>();
    Map<String, EntitledRequest> requests = new LinkedHashMap<>();
    entries.forEach(
        (name, entry) -> {
          outcomes.put(name, null);
          try {
            requests.put(name, request(caller, entry, workload));
          } catch (Problem problem) {
            outcomes.put(name, new Outcome.Refused(problem));
          }
        });
    Iterator<Outcome> issued =
        exchange
            .issuer()
            .tokens()
            .issue(List.copyOf(requests.values()), exchange.deadline())
            .iterator();
    requests.keySet().forEach(name -> outcomes.put(name, issued.next()));
    return outcomes;
  }

  private static EntitledRequest request(Caller caller, JsonNode entry, Optional<Workload> common) {
    JsonBody body = JsonBody.entry(entry, Set.of("audience", "ttl", "workload"));
    TokenRequest request = new TokenRequest(body.string("audience"), body.seconds("ttl"));
    return new EntitledRequest(
        entitlement(caller, workload(caller, body).or(() -> common)), request);
  }

  private static Entitlement entitlement(Caller caller, Optional<Workload> workload) {
    return switch (caller) {
      case Caller.OfGrant(Entitlement entitlement) -> entitlement;
      case Caller.OfBroker(Broker broker) ->
          broker.entitle(
              workload.orElseThrow(
                  () -> Problem.invalid("workload", "is missing, in the body and in the entry")));
    };
  }

  private static Answer answer(Map<String, Outcome> outcomes) {
    Optional<Problem> outage = outage(outcomes.values());
    if (outage.isPresent()) {
      return ProblemDocument.answer(outage.get());
    }
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ObjectNode tokens = answer.putObject("tokens");
    outcomes.forEach((name, outcome) -> tokens.set(name, json(outcome)));
    return Answer.secret(200, Buffer.buffer(answer.toString()));
  }

  private static Optional<Problem> outage(Collection<Outcome> outcomes) {
    Optional<Problem> first = Optional.empty();
    for (Outcome outcome : outcomes) {
      if (!(outcome instanceof Outcome.Refused(Problem problem)) || !vaults(problem)) {
        return Optional.empty();
      }
      first = first.or(() -> Optional.of(problem));
    }
    return first;
  }

  private static boolean vaults(Problem problem) {
    return problem.kind() == Problem.Kind.UNAVAILABLE
        || problem.kind() == Problem.Kind.WRONG_ANSWER;
  }

  private static ObjectNode json(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Issued(IssuedToken token) ->
          JsonNodeFactory.instance
              .objectNode()
              .put("value", token.value())
              .put("expires_at", token.expiresAt().toString());
      case Outcome.Refused(Problem problem) -> ProblemDocument.json(problem);
    };
  }
}
