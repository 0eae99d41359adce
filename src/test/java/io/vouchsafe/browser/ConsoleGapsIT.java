package io.vouchsafe.browser;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.ServiceProcess;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The console where something is missing, late or hostile. */
@Tag("slow")
class ConsoleGapsIT {
  private static final String MARKUP = "<img src=x onerror=\"document.title='broken'\"><b>bold</b>";
  private static final Set<String> READ_BY_THE_PAGE =
      Set.of("role", "state", "phase", "next_action", "rotation");

  @RegisterExtension private static final ConsoleBed bed = ConsoleBed.idle();

  @Test
  void beforeTheKeysWereRead() {
    bed.stage().vault().down();
    try (ServiceProcess service = bed.service("console-early");
        Page page = bed.console()) {
      page.shows("#signing h2", "No token can be signed");
      page.shows("#signing .why", "cannot be reached");
      page.shows("#signing .remedy", "vault status");
      page.shows("#signing", "not every key was read yet");
      page.shows("#keys", "No key was read yet.");
      page.shows("#instance", "not yet");
      assertEquals(List.of(), page.messages());

      bed.stage().vault().up();

      page.shows("#signing h2", "Tokens can be signed");
      page.shows("#keys", "Version 1 is the one that signs.");
      assertTrue(service.running());
    }
  }

  @Test
  void whileOneDocumentIsMissingTheOtherIsShown() {
    try (ServiceProcess service = bed.goodService("console-half");
        Page page = bed.emptyPage()) {
      page.changes("/keys", text -> "");
      page.open(bed.stage().managementUrl() + "/");

      page.shows("#signing h2", "Tokens can be signed");
      page.shows("#stale", "does not answer keys");
      page.shows("#keys", "No answer yet.");
      page.shows("#instance", "Commit");

      page.changes("/keys", text -> text);

      page.shows("#keys", "Version 1 is the one that signs.");
      assertTrue(page.is("document.querySelector('#stale').hidden"));
      assertTrue(service.running());
    }
  }

  @Test
  void anInstanceThatDoesNotAnswerAnyMoreIsSaidToBeSilent() {
    try (Page page = openAndLeave()) {
      page.shows("#stale", "This instance does not answer");
      page.shows("#signing h2", "Not known now");
      page.shows("#signing h2", "Tokens can be signed");
      page.shows("#keys", "Version 1 is the one that signs.");
      assertTrue(page.text("#news").contains("does not answer"), page.text("#news"));
    }
  }

  private static Page openAndLeave() {
    try (ServiceProcess service = bed.goodService("console-silent")) {
      Page page = bed.console();
      page.shows("#signing h2", "Tokens can be signed");
      assertTrue(service.running());
      return page;
    }
  }

  @Test
  void anAnswerThatThePageDoesNotKnowTakesOnlyItsPartAway() {
    try (ServiceProcess service = bed.goodService("console-unknown");
        Page page = bed.emptyPage()) {
      page.changes("/status", text -> text.replace("\"last_hour\":", "\"later\":"));
      page.open(bed.stage().managementUrl() + "/");

      page.shows("#rates", "This part cannot be shown");
      page.shows("#signing h2", "Tokens can be signed");
      page.shows("#instance", "Commit");
      assertTrue(service.running());
    }
  }

  /** Every text of both documents becomes markup, but those that the page itself compares. */
  @Test
  void whatComesFromTheDataIsTextAndNeverMarkup() {
    try (ServiceProcess service = bed.goodService("console-hostile");
        Page page = bed.emptyPage()) {
      page.changes("/keys", ConsoleGapsIT::hostile);
      page.changes("/status", text -> hostile(failing(text)));
      page.open(bed.stage().managementUrl() + "/");
      page.value("document.querySelectorAll('details').forEach(it => { it.open = true; })");

      for (String part : List.of("#signing", "#keys", "#trusted", "#instance")) {
        page.shows(part, MARKUP);
      }
      page.shows("#signing .why", MARKUP);
      page.shows("#signing .remedy", MARKUP);
      assertFalse(page.is("document.querySelector('main img, main b, main script, [onerror]')"));
      assertFalse(page.is("document.title === 'broken'"));
      assertEquals(List.of(), page.messages());
      assertTrue(service.running());
    }
  }

  private static String failing(String status) {
    return status
        .replace("\"state\":\"signing\"", "\"state\":\"failing\"")
        .replace("\"reason\":null,\"remedy\":null", "\"reason\":\"r\",\"remedy\":\"m\"");
  }

  private static String hostile(String text) {
    try {
      return spoil(Http.JSON.readTree(text), "").toString();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode spoil(JsonNode node, String member) {
    switch (node) {
      case ObjectNode object ->
          object
              .fieldNames()
              .forEachRemaining(name -> object.set(name, spoil(object.get(name), name)));
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          array.set(i, spoil(array.get(i), member));
        }
      }
      case TextNode text when !READ_BY_THE_PAGE.contains(member) && !isTime(text.asText()) -> {
        return TextNode.valueOf(MARKUP);
      }
      default -> {}
    }
    return node;
  }

  private static boolean isTime(String text) {
    return text.matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
  }

  @Test
  void readingAgainKeepsFocusScrollAndWhatIsOpen() {
    try (ServiceProcess service = bed.goodService("console-again");
        Page page = bed.console()) {
      page.value(
          """
          window.scrollTo({top: 300, behavior: 'instant'});
          const details = document.querySelector('#rates details');
          details.open = true;
          details.querySelector('summary').focus({preventScroll: true});
          window.before = [document.activeElement, window.scrollY, document.querySelector('#freshness').textContent];
          """);
      eventually(
          "another answer",
          () -> page.is("document.querySelector('#freshness').textContent !== window.before[2]"));

      assertTrue(page.is("document.activeElement === window.before[0]"));
      assertTrue(page.is("document.activeElement.localName === 'summary'"));
      assertTrue(page.is("document.querySelector('#rates details').open"));
      assertEquals(300, page.value("window.scrollY").asInt());
      assertEquals(300, page.value("window.before[1]").asInt());
      assertTrue(service.running());
    }
  }
}
