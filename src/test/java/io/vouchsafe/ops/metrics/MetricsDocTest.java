package io.vouchsafe.ops.metrics;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.OrganisationsStage;
import io.vouchsafe.testing.Tokens;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} lists what a scrape shows, and nothing else. */
@QuarkusTest
@QuarkusTestResource(value = OrganisationsStage.class, restrictToAnnotatedClass = true)
class MetricsDocTest {
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\S+) (\\S+)$");
  private static final Pattern PART = Pattern.compile("_(bucket|count|sum|max)$");
  private static final Set<String> NAMED_BY_CONFIGURATION =
      Set.of("issuer", "trusted_issuer", "key", "digest", "version", "commit", "runtime");

  /** Series that are there only where there are other regions. */
  private static final String OF_OTHER_REGIONS = "vouchsafe_region_";

  private final MetricsPage page = new MetricsPage();
  OrganisationsStage stage;

  private String scrape() {
    return new Metrics(stage).text();
  }

  private Stream<Series> ours() {
    return Series.of(scrape()).filter(Series::isOurs);
  }

  @Test
  void everyMetricOfOursIsListedWithItsTypeAndLabels() {
    String scrape = scrape();
    Map<String, String> types =
        TYPE.matcher(scrape).results().collect(toMap(type -> type.group(1), type -> type.group(2)));
    Set<String> histograms =
        types.keySet().stream().filter(it -> types.get(it).equals("histogram")).collect(toSet());
    Map<String, Set<String>> labels = new TreeMap<>();
    Series.of(scrape)
        .filter(Series::isOurs)
        .forEach(
            series -> {
              String whole = PART.matcher(series.name()).replaceFirst("");
              String name = histograms.contains(whole) ? whole : series.name();
              Set<String> known = labels.computeIfAbsent(name, it -> new TreeSet<>());
              series.labels().keySet().stream().filter(it -> !it.equals("le")).forEach(known::add);
            });
    Map<String, String> shown = new TreeMap<>();
    labels.forEach(
        (name, names) ->
            shown.put(name, types.getOrDefault(name, counter(name, types)) + " " + names));

    Map<String, String> listed = page.ours();
    listed.keySet().removeIf(name -> name.startsWith(OF_OTHER_REGIONS));
    assertEquals(listed, shown);
  }

  private static String counter(String name, Map<String, String> types) {
    return types.get(name.replaceFirst("_total$", ""));
  }

  @Test
  void everyValueOfALabelIsListed() {
    Map<String, Set<String>> shown =
        ours()
            .flatMap(series -> series.labels().entrySet().stream())
            .filter(label -> !NAMED_BY_CONFIGURATION.contains(label.getKey()))
            .filter(label -> !label.getKey().equals("le"))
            .collect(
                groupingBy(
                    Map.Entry::getKey,
                    TreeMap::new,
                    mapping(Map.Entry::getValue, toCollection(TreeSet::new))));
    shown.get("login").add("rotator");

    assertEquals(page.values(), shown);
  }

  @Test
  void everyOtherMetricIsOfAGroupThatIsListed() {
    Client.of(stage).get("/id-token");
    List<String> others =
        TYPE.matcher(scrape())
            .results()
            .map(type -> type.group(1))
            .filter(name -> !name.startsWith("vouchsafe_"))
            .toList();

    for (String name : others) {
      assertTrue(page.groups().stream().anyMatch(name::startsWith), name);
    }
    for (String group : page.groups()) {
      assertTrue(others.stream().anyMatch(name -> name.startsWith(group)), group);
    }
  }

  /** However many there are, there are not more series. */
  @Test
  void noSeriesNamesAnOrganisation() throws ParseException {
    Client acme = stage.made("metered-acme");
    String grant = acme.grant(OrganisationsStage.workload("metered-acme"));
    Tokens.verified(acme, acme.token(grant, "a"));
    assertEquals(401, acme.idToken(grant + "x", "a").status());
    assertEquals(404, acme.get("/metered-acme").status());

    String scrape = scrape();
    assertTrue(scrape.contains("vouchsafe_organisations_used{issuer=\"org\"} "), scrape);
    assertEquals(
        List.of(),
        scrape
            .lines()
            .map(line -> line.replace("org/{org}", ""))
            .filter(line -> line.contains("metered-acme") || line.contains("org/"))
            .toList());
  }
}
