package io.vouchsafe.http;

import static java.util.stream.Collectors.toMap;

import io.vertx.core.http.HttpServerRequest;
import io.vouchsafe.issuer.Issuer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The endpoint at a path. */
sealed interface Place {
  /**
   * The configured name of the issuer that it belongs to; {@link RefusalEvents#NO_ISSUER} if to
   * none.
   */
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

  /** A document of an organisation, whose keys may have to be read first. */
  record OrganisationDocument(OrganisationPlaces places, String org, DocumentAnswers.Name name)
      implements Place {
    @Override
    public String issuerName() {
      return places.issuerName();
    }

    @Override
    public String allow() {
      return DocumentAnswers.ALLOW;
    }
  }

  /** Any endpoint of any organisation, while nobody knows yet which there are. */
  record Unlisted(String issuerName, String allow, Map<String, Integer> goodAnswers)
      implements Place {}

  /** Leads to the issuer whose calls are at a place. */
  interface Entry {
    /** The name by which audit and rates know it. */
    String name();

    /**
     * The issuer.
     *
     * @param peer who asks
     * @throws io.vouchsafe.token.Problem if nobody needs it for this request
     * @throws Refused if there is no room to begin with it
     */
    Issuer issuer(HttpServerRequest request, Call call, String peer);

    /** To one that is there. */
    static Entry to(Issuer issuer) {
      return new Entry() {
        @Override
        public String name() {
          return issuer.name();
        }

        @Override
        public Issuer issuer(HttpServerRequest request, Call call, String peer) {
          return issuer;
        }
      };
    }
  }

  /** The calls of one issuer at one path, by their methods. */
  record Calls(String issuerName, Entry entry, Map<String, Call> byMethod, String allow)
      implements Place {

    static Calls of(Issuer issuer, Call... calls) {
      Map<String, Call> byMethod = new LinkedHashMap<>();
      for (Call call : calls) {
        byMethod.put(call.method(), call);
      }
      String allow = String.join(", ", byMethod.keySet());
      return new Calls(issuer.configuredName(), Entry.to(issuer), byMethod, allow);
    }

    /** The same calls of another issuer with the same configured name. */
    Calls by(Entry other) {
      return new Calls(issuerName, other, byMethod, allow);
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
