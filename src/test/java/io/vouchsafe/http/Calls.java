package io.vouchsafe.http;

import io.vouchsafe.http.ErrorTable.Row;
import io.vouchsafe.testing.IssuedSecrets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** The three calls, good but for the credentials that a row gives them. */
final class Calls {
  /** Each call, good but for its credentials. */
  static final Map<String, Request> CALLS =
      Map.of(
          "GET /id-token",
          Request.of("GET", "/id-token?api-version=1&audience=api.example"),
          "POST /id-tokens",
          Request.of("POST", "/id-tokens")
              .json("{\"tokens\":{\"A\":{\"audience\":\"api.example\"}}}"),
          "POST /grants",
          Request.of("POST", "/grants")
              .json(
                  "{\"workload\":{\"org\":\"shop\",\"app\":\"checkout\",\"deployment\":\"d-1\"},"
                      + "\"audiences\":[\"api.example\"]}"));

  private Calls() {}

  /** Each call with each of these bearer tokens, which it does not accept. */
  static Stream<Row> bearers(Map<String, Function<Scene, String>> bearers) {
    Map<String, BiFunction<Scene, Request, Request>> changes = new LinkedHashMap<>();
    bearers.forEach(
        (name, bearer) ->
            changes.put(
                name, (scene, call) -> call.bearer(IssuedSecrets.remember(bearer.apply(scene)))));
    return atEachCall(ErrorTable::badCredentials, changes);
  }

  interface Kind {
    Row row(String name, Function<Scene, Request> request);
  }

  static Stream<Row> atEachCall(
      Kind kind, Map<String, BiFunction<Scene, Request, Request>> changes) {
    return changes.entrySet().stream()
        .flatMap(
            change ->
                CALLS.entrySet().stream()
                    .map(
                        call ->
                            kind.row(
                                call.getKey() + ": " + change.getKey(),
                                scene -> change.getValue().apply(scene, call.getValue()))));
  }
}
