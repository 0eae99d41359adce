package io.vouchsafe.browser;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console by keyboard, by screen reader, on a phone, and with little or no colour. */
@Tag("slow")
class ConsoleAccessIT {
  private static final int TAB = 9;
  private static final int ENTER = 13;
  private static final int PHONE = 360;
  private static final String OPEN_ALL =
      "document.querySelectorAll('details').forEach(it => { it.open = true; })";

  @RegisterExtension private static final ConsoleBed bed = ConsoleBed.running("console-access");

  private Page page;

  @BeforeAll
  static void begin() {
    Client client = bed.client();
    client.token(client.grant(Client.workload("d-1")), "a");
    client.get("/nothing");
    bed.stage().bao().rotate("vouchsafe-rs256");
  }

  @BeforeEach
  void open() {
    page = bed.page();
    page.shows("#keys", "version 2: announced");
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  @Test
  void everyControlIsReachedByTabAndShowsIt() {
    page.value("document.querySelector('#pause').click()");
    page.shows("#freshness", "Paused");
    int controls = page.value(Probes.CONTROLS).asInt();
    assertTrue(controls > 10, "there are controls");

    for (int i = 0; i < controls; i++) {
      page.press("Tab", TAB);
    }

    List<String> reached = new ArrayList<>();
    for (JsonNode focus : page.value("window.reached")) {
      reached.add(focus.path(0).asText());
      assertEquals("solid", focus.path(1).asText(), focus::toString);
      assertTrue(focus.path(2).asDouble() >= 2, focus::toString);
    }
    assertEquals(IntStream.range(0, controls).mapToObj(Integer::toString).toList(), reached);
  }

  @Test
  void theKeyboardPausesAndGoesOn() {
    page.value("document.querySelector('#pause').focus()");
    page.press("Enter", ENTER);

    page.shows("#freshness", "Paused");
    assertTrue(page.is("document.activeElement.getAttribute('aria-pressed') === 'true'"));

    page.press("Enter", ENTER);

    assertFalse(page.text("#freshness").contains("Paused"));
  }

  private static String role(JsonNode node) {
    return node.at("/role/value").asText();
  }

  private static String name(JsonNode node) {
    return node.at("/name/value").asText();
  }

  private static List<String> names(List<JsonNode> tree, Set<String> roles) {
    return tree.stream()
        .filter(node -> roles.contains(role(node)))
        .map(ConsoleAccessIT::name)
        .toList();
  }

  @Test
  void aScreenReaderFindsItsWay() {
    List<JsonNode> tree = page.accessibilityTree();

    Set<String> roles = tree.stream().map(ConsoleAccessIT::role).collect(toSet());
    for (String landmark : List.of("banner", "main", "navigation", "contentinfo", "region")) {
      assertTrue(roles.contains(landmark), landmark + " in " + roles);
    }
    for (String named : List.of("navigation", "region", "table", "button", "link", "heading")) {
      assertFalse(names(tree, Set.of(named)).contains(""), named + " without a name");
    }
    List<String> regions = names(tree, Set.of("region"));
    assertTrue(
        regions.containsAll(
            List.of(
                "Tokens can be signed",
                "Keys",
                "Trusted issuers",
                "Refusals of the last hour",
                "The last hour, minute by minute",
                "This instance")),
        regions::toString);
    assertTrue(names(tree, Set.of("status")).size() == 1, "one live region");
  }

  @Test
  void headingsSkipNoLevel() {
    List<String> levels =
        texts(
            page.value("[...document.querySelectorAll('h1, h2, h3, h4')].map(it => it.localName)"));

    assertEquals("h1", levels.getFirst());
    for (int i = 1; i < levels.size(); i++) {
      int deeper = levels.get(i).compareTo(levels.get(i - 1));
      assertTrue(deeper <= 1, levels::toString);
    }
    assertEquals(1, levels.stream().filter("h1"::equals).count());
  }

  @Test
  void everyPictureHasATextAndATable() {
    page.value(OPEN_ALL);
    List<String> pictures =
        names(page.accessibilityTree(), Set.of("image", "img", "graphics-document"));

    assertTrue(pictures.size() >= 12, pictures::toString);
    assertFalse(pictures.contains(""), pictures::toString);
    assertTrue(
        pictures.stream().anyMatch(it -> it.startsWith("Timeline of key vouchsafe-rs256")),
        pictures::toString);
    assertEquals(
        List.of(),
        texts(
            page.value(
                "[...document.querySelectorAll('svg')].filter(it => it.getAttribute('role') !=="
                    + " 'img' && it.getAttribute('aria-hidden') !== 'true').map(it =>"
                    + " it.outerHTML)")));
    List<String> tables = names(page.accessibilityTree(), Set.of("table"));
    assertTrue(tables.contains("Versions of vouchsafe-rs256"), tables::toString);
  }

  @Test
  void aPhoneNeedsNoSidewaysScroll() {
    page.size(PHONE, 740);
    page.value(OPEN_ALL);

    assertEquals(List.of(), texts(page.value(Probes.TOO_WIDE)));
    assertEquals(PHONE, page.value("document.documentElement.scrollWidth").asInt());
    Set<String> roles =
        page.accessibilityTree().stream().map(ConsoleAccessIT::role).collect(toSet());
    assertTrue(roles.containsAll(Set.of("table", "row", "rowheader", "cell")), roles::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void everyTextStandsOut(String scheme) {
    page.prefers(Map.of("prefers-color-scheme", scheme));
    page.value(OPEN_ALL);

    for (String state : List.of("good", "part", "bad", "unknown")) {
      page.value("document.querySelector('#signing').dataset.state = '%s'".formatted(state));
      JsonNode contrast = page.value(Probes.CONTRAST);
      assertEquals(List.of(), texts(contrast.path("weak")), state);
      assertTrue(contrast.path("looked").asInt() > 100, "texts were looked at");
    }
  }

  @Test
  void theSchemesDiffer() {
    String background = "getComputedStyle(document.body).backgroundColor";
    page.prefers(Map.of("prefers-color-scheme", "light"));
    String light = page.value(background).asText();
    page.prefers(Map.of("prefers-color-scheme", "dark"));

    assertFalse(light.equals(page.value(background).asText()));
  }

  @Test
  void withoutColourEveryPhaseHasAFormAndEveryStateAWord() {
    page.prefers(Map.of("forced-colors", "active"));

    List<String> patterns = texts(page.value(Probes.PATTERNS));
    assertEquals(4, Set.copyOf(patterns).size(), patterns::toString);
    assertEquals(List.of("path", "rect", "circle"), patterns.subList(0, 3));
    JsonNode contrast = page.value(Probes.CONTRAST);
    assertEquals(List.of(), texts(contrast.path("weak")));
    page.shows("#signing", "vouchsafe-rs256 signs with version 1");
    page.shows("#keys", "version 2: announced");
    String marks =
        "['good', 'part', 'bad', 'unknown'].map(state => {"
            + " document.querySelector('#signing').dataset.state = state; return"
            + " getComputedStyle(document.querySelector('#signing h2'), '::before').content; })";
    assertEquals(4, Set.copyOf(texts(page.value(marks))).size());
  }

  @Test
  void nothingMovesForWhoWantsNoMotion() {
    page.prefers(Map.of("prefers-reduced-motion", "reduce"));

    assertTrue(page.is("getComputedStyle(document.documentElement).scrollBehavior === 'auto'"));
    assertEquals(0, page.value("document.getAnimations().length").asInt());
  }
}
