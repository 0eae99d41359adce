package io.vouchsafe.http.body;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.token.Problem;
import java.util.Set;

/** Reads any octets as the body of each call that has one. */
public final class BodyFuzz {
  private static final Set<String> GRANT = Set.of("workload", "audiences", "max_ttl", "expires_in");
  private static final Set<String> TOKENS = Set.of("tokens", "workload");
  private static final Set<String> ENTRY = Set.of("audience", "ttl", "workload");

  private BodyFuzz() {}

  /**
   * @throws IllegalStateException if it is refused in another way than a request that is not well
   *     formed
   */
  public static void fuzzerTestOneInput(byte[] input) {
    attempt(() -> grant(input));
    attempt(() -> tokens(input));
  }

  private static void grant(byte[] input) {
    JsonBody body = JsonBody.parse(input, GRANT);
    body.strings("audiences");
    body.seconds("max_ttl");
    body.seconds("expires_in");
    WorkloadJson.read(body);
  }

  private static void tokens(byte[] input) {
    JsonBody body = JsonBody.parse(input, TOKENS);
    attempt(() -> WorkloadJson.read(body));
    body.members("tokens")
        .ifPresent(entries -> entries.values().forEach(entry -> attempt(() -> entry(entry))));
  }

  private static void entry(JsonNode json) {
    JsonBody entry = JsonBody.entry(json, ENTRY);
    entry.string("audience");
    entry.seconds("ttl");
    WorkloadJson.read(entry);
  }

  private static void attempt(Runnable reading) {
    try {
      reading.run();
    } catch (Problem problem) {
      if (problem.kind() != Problem.Kind.INVALID_REQUEST) {
        throw new IllegalStateException(problem);
      }
    }
  }
}
