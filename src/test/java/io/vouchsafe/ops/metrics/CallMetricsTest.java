package io.vouchsafe.ops.metrics;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.Stage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Every call is counted by how it ended, and each entry of a list as a call of its own. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class CallMetricsTest {
  private static final String ISSUED = tokens("RS256", "issued");
  private static final String REFUSED = tokens("RS256", "refused");
  private static final String FAILED = tokens("RS256", "failed");

  Stage stage;

  private static String tokens(String algorithm, String outcome) {
    return "vouchsafe_tokens_total{algorithm=\"%s\",issuer=\"default\",outcome=\"%s\"}"
        .formatted(algorithm, outcome);
  }

  private static String grants(String outcome) {
    return "vouchsafe_grants_total{issuer=\"default\",outcome=\"%s\"}".formatted(outcome);
  }

  private static String refusals(String issuer, String type) {
    return "vouchsafe_http_refusals_total{issuer=\"%s\",type=\"%s\"}".formatted(issuer, type);
  }

  /** Runs {@code calls}, after which these series are so much more than before. */
  private void adds(Map<String, Integer> expected, Runnable calls) {
    Map<String, Double> before = values(expected);
    calls.run();
    Map<String, Integer> added = new TreeMap<>();
    Function<Map<String, Double>, Map<String, Integer>> difference =
        now -> {
          now.forEach((series, value) -> added.put(series, (int) (value - before.get(series))));
          return added;
        };
    eventually(
        () -> expected + ", and not " + added,
        () -> difference.apply(values(expected)).equals(new TreeMap<>(expected)));
  }

  private Map<String, Double> values(Map<String, Integer> series) {
    Metrics metrics = new Metrics(stage);
    Map<String, Double> values = new HashMap<>();
    series.keySet().forEach(name -> values.put(name, metrics.value(name)));
    return values;
  }

  private Client client() {
    return Client.of(stage);
  }

  private void idTokens(int status, String bearer, Object... audiences) {
    Map<String, Object> tokens = new HashMap<>();
    Arrays.stream(audiences)
        .forEach(audience -> tokens.put("T" + tokens.size(), Map.of("audience", audience)));
    assertEquals(status, client().post("/id-tokens", bearer, Map.of("tokens", tokens)).status());
  }

  @Test
  void tokensAreCountedByAlgorithm() {
    String grant = client().grant(Client.workload("d-1"));

    adds(
        Map.of(ISSUED, 1, tokens("ES256", "issued"), 2, REFUSED, 0, FAILED, 0),
        () -> {
          client().token(grant, "a");
          client().token(grant, Stage.ES256_AUDIENCE);
          client().token(grant, Stage.ES256_AUDIENCE);
        });
  }

  @Test
  void everyEntryOfAListCounts() {
    String grant = client().grant(Client.workload("d-1"));

    adds(
        Map.of(
            ISSUED,
            2,
            REFUSED,
            3,
            tokens("ES256", "issued"),
            1,
            refusals("default", "forbidden"),
            3,
            refusals("default", "invalid-request"),
            1),
        () ->
            idTokens(
                200,
                grant,
                "a",
                "b",
                Stage.ES256_AUDIENCE,
                stage.url(),
                stage.url(),
                stage.url(),
                7));
  }

  @Test
  void grantsAreCounted() {
    adds(
        Map.of(grants("issued"), 1, grants("refused"), 1, refusals("default", "forbidden"), 1),
        () -> {
          client().grant(Client.workload("d-1"));
          Map<String, Object> foreign = Map.of("org", "somebody-else");
          client()
              .post(
                  "/grants",
                  client().proof(),
                  Map.of("workload", foreign, "audiences", new String[] {"*"}));
        });
  }

  @Test
  void refusalsAreCountedByTheirType() {
    adds(
        Map.of(
            refusals("default", "no-credentials"), 1,
            refusals("second", "invalid-credentials"), 1,
            refusals("default", "method-not-allowed"), 1,
            refusals("none", "not-found"), 2,
            refusals("default", "unsupported-media-type"), 1,
            refusals("default", "invalid-request"), 1),
        () -> {
          client().get("/id-token");
          Client.ofSecond(stage).get("/id-token", "Authorization", "Bearer nonsense");
          client().call("PUT", "/id-token", null);
          client().get("/nothing");
          client().get("//id-token");
          client().call("POST", "/grants", "a=b", "Authorization", "Bearer a");
          String grant = client().grant(Client.workload("d-1"));
          client().get("/id-token?nonsense=1", "Authorization", "Bearer " + grant);
        });
  }

  @Test
  void aVaultThatDoesNotSignIsAFailureAndNoRefusedToken() {
    String grant = client().grant(Client.workload("d-1"));
    adds(
        Map.of(FAILED, 3, REFUSED, 0, ISSUED, 0, refusals("default", "unavailable"), 2),
        () -> {
          stage.vault().breaks(path -> path.contains("/sign/"), Fault.answer(503, "{}"));
          try {
            assertEquals(503, client().idToken(grant, "a").status());
            idTokens(503, grant, "a", "b");
          } finally {
            stage.vault().mend();
          }
        });
  }
}
