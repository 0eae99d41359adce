package io.vouchsafe.ops.metrics;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Eventually;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.Stage;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The series are there from the start, and nothing that a caller chooses makes one. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class SeriesTest {
  Stage stage;

  private Set<Series> series(Predicate<Series> which) {
    return Series.of(new Metrics(stage).text()).filter(which).collect(toCollection(HashSet::new));
  }

  private static boolean ofRequests(Series series) {
    return series.name().startsWith("http_server_requests_");
  }

  /** What a hostile caller would make up, each time another. */
  private String randomCalls() {
    String random = "r" + UUID.randomUUID().toString().replace("-", "");
    Client client = Client.of(stage);
    client.call(random.toUpperCase(Locale.ROOT), "/id-token", null);
    client.get("/" + random);
    client.get("/" + random + "/id-token", "Authorization", "Bearer " + random);
    client.get("/id-token?" + random + "=1");
    client.get("/id-token?audience=" + random, "Authorization", "Bearer a.b." + random);
    client.post("/grants", client.proof(random), Map.of(random, random));
    client.post("/id-tokens", client.proof(random), Map.of("tokens", Map.of()));
    String grant = client.grant(Client.workload(random));
    assertEquals(200, client.idToken(grant, random).status());
    Map<String, Object> entries = Map.of(random, Map.of("audience", random), "b", Map.of());
    client.post("/id-tokens", grant, Map.of("tokens", entries));
    stage.vault().breaks(path -> path.contains("/sign/"), Fault.answer(418, random));
    try {
      client.idToken(grant, random);
    } finally {
      stage.vault().mend();
    }
    return random;
  }

  @Test
  void everySeriesOfOursIsThereFromTheStart() {
    Set<Series> before = series(Series::isOurs);
    assertTrue(before.size() > 500, "series: " + before.size());

    randomCalls();

    assertEquals(Set.of(), difference(series(Series::isOurs), before));
  }

  @Test
  void whatACallerChoosesMakesNoSeries() {
    randomCalls();
    long answered = answered();
    Set<Series> before = series(series -> series.isOurs() || ofRequests(series));

    Set<String> chosen = new TreeSet<>();
    for (int i = 0; i < 10; i++) {
      chosen.add(randomCalls());
    }

    Eventually.eventually("all are counted", () -> answered() >= answered + 100);
    String scrape = new Metrics(stage).text();
    assertEquals(
        Set.of(), difference(series(series -> series.isOurs() || ofRequests(series)), before));
    chosen.forEach(random -> assertTrue(!scrape.contains(random), random));
  }

  private long answered() {
    return new Metrics(stage)
        .text()
        .lines()
        .filter(line -> line.startsWith("http_server_requests_seconds_count"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static Set<Series> difference(Set<Series> after, Set<Series> before) {
    Set<Series> added = new HashSet<>(after);
    added.removeAll(before);
    return added;
  }
}
