package io.vouchsafe.http;

import static java.util.stream.Collectors.joining;

import io.vertx.core.http.HttpMethod;
import io.vouchsafe.issuer.Issuer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The endpoint at a path. */
sealed interface Place {
  /** The methods that it answers, as the {@code Allow} header has them. */
  String allow();

  /** A document, answered from memory. */
  record Document(DocumentAnswers.Name name, DocumentAnswers answers) implements Place {
    @Override
    public String allow() {
      return DocumentAnswers.ALLOW;
    }
  }

  /** The calls of one issuer at one path, by their methods. */
  record Calls(Issuer issuer, Map<HttpMethod, Call> byMethod, String allow) implements Place {

    static Calls of(Issuer issuer, Call... calls) {
      Map<HttpMethod, Call> byMethod = new LinkedHashMap<>();
      for (Call call : calls) {
        byMethod.put(call.method(), call);
      }
      String allow = byMethod.keySet().stream().map(HttpMethod::name).collect(joining(", "));
      return new Calls(issuer, byMethod, allow);
    }

    Optional<Call> call(HttpMethod method) {
      return Optional.ofNullable(byMethod.get(method));
    }
  }
}
