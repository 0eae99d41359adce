package io.vouchsafe.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.caller.Broker;
import io.vouchsafe.caller.Caller;
import io.vouchsafe.http.body.JsonBody;
import io.vouchsafe.http.body.PreviewBody;
import io.vouchsafe.http.body.ProblemBody;
import io.vouchsafe.http.body.WorkloadJson;
import io.vouchsafe.token.EntitledRequest;
import io.vouchsafe.token.Entitlement;
import io.vouchsafe.token.Outcome;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.TokenIssuer;
import io.vouchsafe.token.TokenRequest;
import io.vouchsafe.token.Workload;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A request for several tokens: for each entry, by its name, what is asked for or why not. */
final class IdTokensRequest {
  private static final int MAX_ENTRIES = 1000;

  private final Map<String, EntitledRequest> requests = new LinkedHashMap<>();
  private final Map<String, Outcome> outcomes = new LinkedHashMap<>();

  private IdTokensRequest() {}

  /**
   * Reads the request.
   *
   * @throws Problem if it is refused as a whole; an entry that is refused alone is an outcome
   */
  static IdTokensRequest read(Exchange exchange) {
    Caller caller = exchange.caller();
    exchange.query().only(Set.of());
    JsonBody body = JsonBody.parse(exchange.body(caller), Set.of("tokens", "workload"));
    Map<String, JsonNode> entries =
        body.members("tokens").orElseThrow(() -> Problem.invalid("tokens", "is missing"));
    if (entries.isEmpty() || entries.size() > MAX_ENTRIES) {
      throw Problem.invalid("tokens", "must have between 1 and " + MAX_ENTRIES + " entries");
    }
    exchange.admit(caller, tokens(exchange.issuer().tokens(), entries.values()));
    Optional<Workload> workload = workload(caller, body);
    IdTokensRequest request = new IdTokensRequest();
    entries.forEach((name, entry) -> request.add(name, caller, entry, workload));
    return request;
  }

  /** How many entries there are of each lane, whether or not they can be granted. */
  private static Map<Lane, Integer> tokens(TokenIssuer issuer, Collection<JsonNode> entries) {
    Map<Lane, Integer> tokens = new EnumMap<>(Lane.class);
    for (JsonNode entry : entries) {
      Optional<String> audience = Optional.ofNullable(entry.path("audience").textValue());
      tokens.merge(Lane.of(issuer.algorithm(audience)), 1, Integer::sum);
    }
    return tokens;
  }

  private void add(String name, Caller caller, JsonNode entry, Optional<Workload> common) {
    outcomes.put(name, null);
    try {
      requests.put(name, request(caller, entry, common));
    } catch (Problem problem) {
      outcomes.put(name, new Outcome.Refused(problem));
    }
  }

  private static EntitledRequest request(Caller caller, JsonNode entry, Optional<Workload> common) {
    JsonBody body = JsonBody.entry(entry, Set.of("audience", "ttl", "workload"));
    TokenRequest request = new TokenRequest(body.string("audience"), body.seconds("ttl"));
    return new EntitledRequest(
        entitlement(caller, workload(caller, body).or(() -> common)), request);
  }

  private static Optional<Workload> workload(Caller caller, JsonBody body) {
    if (caller instanceof Caller.OfGrant && body.member("workload").isPresent()) {
      throw Problem.invalid("workload", "is fixed by the grant and cannot be named");
    }
    return WorkloadJson.read(body);
  }

  private static Entitlement entitlement(Caller caller, Optional<Workload> workload) {
    return switch (caller) {
      case Caller.OfGrant(Entitlement entitlement) -> entitlement;
      case Caller.OfExchange(Entitlement entitlement) -> entitlement;
      case Caller.OfBroker(Broker broker) ->
          broker.entitle(
              workload.orElseThrow(
                  () -> Problem.invalid("workload", "is missing, in the body and in the entry")));
    };
  }

  /**
   * Issues all tokens, signed together.
   *
   * @return a token or a problem for each entry, in the order of the request
   * @throws Problem the first one, if Vault failed every entry
   */
  Map<String, Outcome> issue(TokenIssuer tokens, Deadline deadline) {
    Iterator<Outcome> issued = tokens.issue(List.copyOf(requests.values()), deadline).iterator();
    requests.keySet().forEach(name -> outcomes.put(name, issued.next()));
    outage(outcomes.values())
        .ifPresent(
            problem -> {
              throw problem;
            });
    return outcomes;
  }

  /**
   * What the tokens would be.
   *
   * @return what each would be, or a problem, in the order of the request
   */
  PreviewBody preview(TokenIssuer tokens) {
    Map<String, PreviewBody.Entry> entries = LinkedHashMap.newLinkedHashMap(outcomes.size());
    outcomes.keySet().forEach(name -> entries.put(name, preview(name, tokens)));
    return new PreviewBody(entries);
  }

  private PreviewBody.Entry preview(String name, TokenIssuer tokens) {
    if (outcomes.get(name) instanceof Outcome.Refused(Problem problem)) {
      return ProblemBody.of(problem);
    }
    try {
      return PreviewBody.of(tokens.preview(requests.get(name)));
    } catch (Problem problem) {
      return ProblemBody.of(problem);
    }
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
}
