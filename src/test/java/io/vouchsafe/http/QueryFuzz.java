package io.vouchsafe.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vouchsafe.token.Problem;
import java.util.List;
import java.util.Set;

/** Reads any text as the query of a request. */
public final class QueryFuzz {
  private static final List<String> NAMES = List.of("api-version", "audience", "ttl", "sub");

  private QueryFuzz() {}

  /**
   * @throws IllegalStateException if it is refused in another way than a request that is not well
   *     formed
   */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      Query query = Query.parse(new String(input, ISO_8859_1));
      NAMES.forEach(query::first);
      NAMES.forEach(name -> query.parameter(name, ""));
      query.only(Set.copyOf(NAMES));
    } catch (Problem problem) {
      if (problem.kind() != Problem.Kind.INVALID_REQUEST) {
        throw new IllegalStateException(problem);
      }
    }
  }
}
