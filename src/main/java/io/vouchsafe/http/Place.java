package io.vouchsafe.http;

import static java.util.stream.Collectors.toMap;

import io.vouchsafe.issuer.Issuer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The endpoint at a path. */
sealed interface Place {
  /** The name of the issuer that it belongs to; {@link RefusalEvents#NO_ISSUER} if to none. */
  String issuerName();

  /** The status of a good answer, by method. */
  default Map<String, Integer> goodAnswers() {
    return Map.of("GET", 200);
  }

  /** The methods that it answers, as the {@code Allow} header has them. */
  String allow();

  /** A document, answered from memory. */
  record Document(String issuerName, DocumentAnswers.Name name, DocumentAnswers answers)
      implements Place {
    @Override
    public String allow() {
      return DocumentAnswers.ALLOW;
    }
  }

  /** Whether to send requests here, answered from memory. */
  record Live(LiveAnswers answers) implements Place {
    @Override
    public String issuerName() {
      return RefusalEvents.NO_ISSUER;
    }

    @Override
    public String allow() {
      return LiveAnswers.ALLOW;
    }
  }

  /** The calls of one issuer at one path, by their methods. */
  record Calls(Issuer issuer, Map<String, Call> byMethod, String allow) implements Place {

    static Calls of(Issuer issuer, Call... calls) {
      Map<String, Call> byMethod = new LinkedHashMap<>();
      for (Call call : calls) {
        byMethod.put(call.method(), call);
      }
      String allow = String.join(", ", byMethod.keySet());
      return new Calls(issuer, byMethod, allow);
    }

    @Override
    public String issuerName() {
      return issuer.name();
    }

    @Override
    public Map<String, Integer> goodAnswers() {
      return byMethod.values().stream().collect(toMap(Call::method, Call::goodAnswer));
    }

    Optional<Call> call(String method) {
      return Optional.ofNullable(byMethod.get(method));
    }
  }
}
