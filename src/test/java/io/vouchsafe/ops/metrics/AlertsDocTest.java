package io.vouchsafe.ops.metrics;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * Every alert has a paragraph and a test on both sides; alerts and dashboard use metrics that
 * exist. That the queries can be parsed, and what they say, is tested by {@code dev/alerts-test}.
 */
class AlertsDocTest {
  private static final Path FILES = Path.of("helm", "vouchsafe", "files");
  private static final Path PAGE = Path.of("docs", "alerts.md");
  private static final Pattern HEADING = Pattern.compile("(?m)^## (\\w+)$\\s+(\\S.*)$");
  private static final Pattern METRIC = Pattern.compile("\\b(?:vouchsafe|http_server)_[a-z_]+\\b");
  private static final List<String> OF_QUARKUS =
      List.of("http_server_requests_seconds_count", "http_server_requests_seconds_sum");

  private static JsonNode yaml(Path file) {
    try {
      return new ObjectMapper(new YAMLFactory()).readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<JsonNode> each(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private static List<JsonNode> alerts() {
    return each(yaml(FILES.resolve("alerts.yaml")).path("groups"))
        .flatMap(group -> each(group.path("rules")))
        .toList();
  }

  private static Set<String> names() {
    return alerts().stream()
        .map(alert -> alert.path("alert").asText())
        .collect(toCollection(TreeSet::new));
  }

  private static Set<String> metrics(Stream<String> queries) {
    return queries
        .flatMap(query -> METRIC.matcher(query).results())
        .map(found -> found.group())
        .collect(toCollection(TreeSet::new));
  }

  private static Set<String> existing() {
    Set<String> existing = new TreeSet<>(new MetricsPage().series());
    existing.addAll(OF_QUARKUS);
    return existing;
  }

  private static Set<String> unknown(Set<String> used) {
    Set<String> unknown = new TreeSet<>(used);
    unknown.removeAll(existing());
    return unknown;
  }

  private static Set<String> tested(boolean fires) {
    return each(yaml(Path.of("src", "test", "promtool", "alerts-test.yaml")).path("tests"))
        .flatMap(test -> each(test.path("alert_rule_test")))
        .filter(test -> test.path("exp_alerts").isEmpty() != fires)
        .map(test -> test.path("alertname").asText())
        .collect(toCollection(TreeSet::new));
  }

  @Test
  void everyAlertHasAParagraphAndEveryParagraphAnAlert() {
    Set<String> described =
        HEADING
            .matcher(text(PAGE))
            .results()
            .map(heading -> heading.group(1))
            .collect(toCollection(TreeSet::new));

    assertEquals(names(), described);
  }

  @Test
  void everyAlertNamesItsParagraphAndSaysHowUrgentItIs() {
    String page = text(PAGE);
    for (JsonNode alert : alerts()) {
      String name = alert.path("alert").asText();
      String severity = alert.at("/labels/severity").asText();
      String begins = "## %s\n\n%s, ".formatted(name, capital(severity));

      assertEquals(
          "docs/alerts.md#" + name.toLowerCase(Locale.ROOT),
          alert.at("/annotations/runbook_url").asText());
      assertTrue(Set.of("critical", "warning").contains(severity), name);
      assertTrue(page.contains(begins), begins);
      assertFalse(alert.at("/annotations/summary").asText().isBlank(), name);
      assertFalse(alert.at("/annotations/description").asText().isBlank(), name);
    }
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  @Test
  void everyAlertIsTestedWhenItFiresAndWhenItDoesNot() {
    assertEquals(names(), tested(true));
    assertEquals(names(), tested(false));
  }

  @Test
  void theAlertsUseMetricsThatExist() {
    Set<String> used = metrics(alerts().stream().map(alert -> alert.path("expr").asText()));

    assertEquals(Set.of(), unknown(used));
    assertTrue(used.size() >= names().size(), used.toString());
  }

  @Test
  void theDashboardUsesMetricsThatExistAndEveryOneOfOurs() {
    JsonNode dashboard = yaml(FILES.resolve("dashboard.json"));
    Set<String> used =
        metrics(
            Stream.of(dashboard.findValuesAsText("expr"), dashboard.findValuesAsText("query"))
                .flatMap(List::stream));
    Set<String> unused = new TreeSet<>(new MetricsPage().ours().keySet());
    unused.removeIf(metric -> used.stream().anyMatch(it -> it.startsWith(metric)));

    assertEquals(Set.of(), unknown(used));
    assertEquals(Set.of("vouchsafe_ring_restored"), unused);
  }

  @Test
  void theDashboardHasAVariableForWhatItsQueriesChooseBy() {
    JsonNode dashboard = yaml(FILES.resolve("dashboard.json"));
    List<String> variables =
        each(dashboard.at("/templating/list")).map(it -> it.path("name").asText()).toList();

    assertEquals(List.of("datasource", "issuer", "instance"), variables);
    each(dashboard.path("panels"))
        .filter(panel -> !panel.path("type").asText().equals("row"))
        .forEach(AlertsDocTest::checkPanel);
    List<Integer> ids =
        each(dashboard.path("panels")).map(panel -> panel.path("id").asInt()).toList();
    assertEquals(ids.size(), Set.copyOf(ids).size());
  }

  private static void checkPanel(JsonNode panel) {
    String title = panel.path("title").asText();
    assertFalse(title.isBlank());
    assertFalse(panel.path("targets").isEmpty(), title);
    assertTrue(panel.at("/gridPos/x").asInt() + panel.at("/gridPos/w").asInt() <= 24, title);
    each(panel.path("targets"))
        .forEach(
            target -> {
              String query = target.path("expr").asText();
              assertEquals("${datasource}", target.at("/datasource/uid").asText(), title);
              assertTrue(query.contains("instance=~\"$instance\""), title + ": " + query);
              assertEquals(
                  query.contains("issuer"),
                  query.contains("issuer=~\"$issuer"),
                  title + ": " + query);
            });
  }
}
