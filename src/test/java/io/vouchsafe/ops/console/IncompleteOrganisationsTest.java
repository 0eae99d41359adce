package io.vouchsafe.ops.console;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.issuer.IssuerTemplate;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.issuer.OrganisationEvents;
import io.vouchsafe.issuer.OrganisationReader;
import io.vouchsafe.issuer.Organisations;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.testing.OrganisationIssuer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code GET /keys} says of organisations that are not served, since they lack keys. */
class IncompleteOrganisationsTest {
  private static final IssuerTemplate TEMPLATE = OrganisationIssuer.TEMPLATE;
  private static final Map<KeyRole, KeyPolicy> POLICIES = OrganisationIssuer.POLICIES;

  private final AdjustableClock clock = new AdjustableClock();
  private final Organisations organisations =
      new Organisations(
          TEMPLATE, POLICIES, OrganisationIssuer::unread, new OrganisationEvents() {}, clock);
  private final KeyStatus status =
      new KeyStatus(new Issuers(List.of(), List.of(organisations)), clock);
  private final OrganisationReader reader =
      new OrganisationReader(
          List.of(organisations),
          () -> List.of("org-acme-rs256", "org-Globex-grant", "org-whole-rs256", "org-whole-grant"),
          Duration.ofDays(1),
          () -> {});

  @BeforeEach
  void list() {
    reader.start();
    eventually("listed", () -> organisations.age().isPresent());
  }

  @AfterEach
  void close() {
    reader.close();
  }

  private JsonNode incomplete(Map<String, String> parameters) {
    Map<String, List<String>> given = new HashMap<>();
    parameters.forEach((name, value) -> given.put(name, List.of(value)));
    return status.json(given).path("incomplete");
  }

  @Test
  void whoeverAsksForOneReadsWhatItLacks() {
    for (Map<String, String> asked : List.of(Map.of("org", "acme"), Map.of("issuer", "org/acme"))) {
      assertEquals(
          "[{\"name\":\"org/acme\",\"missing\":[\"org-acme-grant\"],\"misnamed\":null}]",
          incomplete(asked).toString());
    }
    assertEquals(
        "[{\"name\":\"org/globex\",\"missing\":[\"org-globex-rs256\",\"org-globex-grant\"],"
            + "\"misnamed\":\"org-Globex-grant\"}]",
        incomplete(Map.of("org", "globex")).toString());
    assertEquals(0, status.json(Map.of("org", List.of("acme"))).path("issuers").size());
    assertEquals("[]", incomplete(Map.of("org", "nobody")).toString());
  }

  @Test
  void theFirstPageHasThem() {
    assertEquals(2, incomplete(Map.of()).size());
    assertEquals(1, incomplete(Map.of("limit", "1")).size());
    assertEquals("[]", incomplete(Map.of("after", "org/a")).toString());
  }
}
