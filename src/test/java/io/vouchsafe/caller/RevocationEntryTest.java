package io.vouchsafe.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.caller.RevocationEntry.Scope;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The name of a revocation says all of it. */
class RevocationEntryTest {
  private static final String URL = "https://id.example";
  private static final Instant EXPIRY = Instant.parse("2026-11-01T13:00:00Z");
  private static final Instant UNTIL = Instant.parse("2026-10-25T12:00:07Z");

  private static RevocationEntry ofGrant(String broker) {
    return new RevocationEntry(
        EXPIRY, Scope.ofGrant(URL, broker, "5a1c2f0e-0000-4000-8000-000000000001"), Instant.MAX);
  }

  private static RevocationEntry ofSubject(String broker) {
    return new RevocationEntry(
        EXPIRY, Scope.ofSubject(URL, broker, "deployment:shop/checkout/d-42"), UNTIL);
  }

  /** Other instances, of other versions, read it: whoever changes it changes the kind as well. */
  @Test
  void theFormIsFixed() {
    assertEquals(
        "1793538000.IKabd8GBCXguvRlD.edge-eu.grant.QcoUcFBiS7iGWbOlJQYEw_IhBjizi3mxBn5NwtgIxI0",
        ofGrant("edge-eu").name());
    assertEquals(
        "1793538000.IKabd8GBCXguvRlD.edge-eu.sub.AURMF7tqMuQ1Nj3TF9mNEPHzhY4MFdoHYmPSx_huR0w.1792929607",
        ofSubject("edge-eu").name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"edge-eu", "Edge_1", "a", "with.dot", "with/slash", "with blank", "überall", "~x"})
  void aNameReadsBack(String broker) {
    for (RevocationEntry entry : new RevocationEntry[] {ofGrant(broker), ofSubject(broker)}) {
      assertEquals(Optional.of(entry), RevocationEntry.parse(entry.name()));
      assertTrue(entry.name().matches("[A-Za-z0-9._~-]+"), entry.name());
    }
  }

  @Test
  void aNameIsNeverLongerThanItsBound() {
    assertTrue(ofSubject("b".repeat(40)).name().length() <= 128);
    assertTrue(ofSubject("b".repeat(400)).name().length() <= 128);
    assertNotEquals(
        ofSubject("b".repeat(400)).scope().broker(), ofSubject("b".repeat(401)).scope().broker());
  }

  @Test
  void neitherIdsNorSubjectsStandInAName() {
    assertFalse(ofGrant("edge").name().contains("5a1c2f0e"));
    assertFalse(ofSubject("edge").name().contains("shop"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "folder/",
        "1793538000",
        "1793538000.AAAAAAAAAAAAAAAA.edge.grant.short",
        "1793538000.AAAAAAAAAAAAAAAA.edge.other.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "1793538000.AAAAAAAAAAAAAAAA.edge.sub.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "1793538000.AAAAAAAAAAAAAAAA.edge.grant.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.1792929607",
        "17935380.AAAAAAAAAAAAAAAA.edge.grant.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void anythingElseIsNone(String name) {
    assertEquals(Optional.empty(), RevocationEntry.parse(name));
  }
}
