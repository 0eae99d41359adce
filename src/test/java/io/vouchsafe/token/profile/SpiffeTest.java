package io.vouchsafe.token.profile;

import static io.vouchsafe.token.profile.Workloads.refusedFor;
import static io.vouchsafe.token.profile.Workloads.workload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.token.SubjectTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SPIFFE-ID, 2, and JWT-SVID, 3.1. */
class SpiffeTest {
  private static final SubjectTemplate TEMPLATE =
      new Spiffe().subject("spiffe://example.org/org/{org}/app/{app}");

  @Test
  void theSubIsASpiffeId() {
    assertEquals(
        "spiffe://example.org/org/shop/app/Check-out_1.2",
        TEMPLATE.render(workload("org", "shop", "app", "Check-out_1.2")));
    assertEquals("example.org", Spiffe.trustDomain("spiffe://example.org/{org}"));
  }

  /** SPIFFE-ID, 2.2: what is in no segment is refused, since nothing may be encoded. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b", "/", "..", ".", "a b", "a%2Fb", "a:b", "é", "a?b", "a#b", "a@b", "a\\b", "a+b", "a*"
      })
  void noValueIsMoreThanAPartOfOneSegment(String value) {
    String detail =
        refusedFor("workload.app", () -> TEMPLATE.render(workload("org", "shop", "app", value)));

    assertTrue(
        detail.startsWith("workload.app cannot be in a SPIFFE ID; SPIFFE takes letters"), detail);
    assertTrue(detail.contains(Spiffe.IDS), detail);
  }

  @Test
  void twoWorkloadsNeverShareAnId() {
    assertNotEquals(
        TEMPLATE.render(workload("org", "a-b", "app", "c")),
        TEMPLATE.render(workload("org", "a", "app", "b-c")));
    assertNotEquals(
        TEMPLATE.render(workload("org", "a", "app", "b")),
        TEMPLATE.render(workload("org", "A", "app", "b")));
  }

  /** SPIFFE-ID, 2.2: no segment is a relative one, also where the template has a part of it. */
  @Test
  void noSegmentIsRelative() {
    SubjectTemplate template = new Spiffe().subject("spiffe://example.org/.{org}");

    assertEquals("spiffe://example.org/.shop", template.render(workload("org", "shop")));
    refusedFor("workload.org", () -> template.render(workload("org", ".")));
    SubjectTemplate dotted = new Spiffe().subject("spiffe://example.org/{org}.");
    refusedFor("workload.org", () -> dotted.render(workload("org", ".")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deployment:{org}",
        "spiffe://example.org",
        "spiffe://example.org/",
        "spiffe://example.org/shop",
        "spiffe://{org}/app",
        "spiffe://example.{org}/app",
        "spiffe://Example.org/{org}",
        "SPIFFE://example.org/{org}",
        "spiffe://example.org:443/{org}",
        "spiffe://user@example.org/{org}",
        "spiffe://example.org//{org}",
        "spiffe://example.org/{org}/",
        "spiffe://example.org/../{org}",
        "spiffe://example.org/{org}%2F",
        "spiffe://example.org/{org}?a",
        "spiffe://example.org/{org}-{app}",
        "spiffe://example.org/{org}:{app}",
        "spiffe:///{org}",
      })
  void whatMakesNoSpiffeIdOfAWorkloadIsRefused(String template) {
    assertThrows(IllegalArgumentException.class, () -> new Spiffe().subject(template));
  }
}
