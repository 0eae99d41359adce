package io.vouchsafe.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Trouble;
import io.vouchsafe.testing.Expect;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Grants that are revoked in one region, at an instance of another. */
class RevocationsOfRegionsTest extends TwoRegionsGrants {
  private void assertRevoked(IssuedGrant grant) {
    Expect.refused("the grant was revoked", () -> checking.check(grant.value()));
  }

  private void assertUnknown(String region, String grant) {
    Problem problem =
        Expect.problem(
            Problem.Kind.UNAVAILABLE,
            "the list of revoked grants of region %s has not been read, or was read too long ago"
                .formatted(region),
            () -> checking.check(grant));
    assertEquals(Optional.of(Duration.ofSeconds(30)), problem.retryAfter());
  }

  @Test
  void whatAnotherRegionRevokedIsRefusedAfterTheNextReadingWhoeverSignedIt() {
    IssuedGrant own = ofHome();
    IssuedGrant other = issue(broker, request(60, 600, AWS));
    ofEu.revokeGrant(broker, own.id(), deadline());
    ofEu.revokeGrant(broker, other.id(), deadline());
    checking.check(own.value());
    checking.check(other.value());
    eu().refresh();

    assertRevoked(own);
    assertRevoked(other);
    assertEquals(2, eu().size());
  }

  @Test
  void whatIsRevokedHereIsWrittenToHomeAlone() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    revocations.revokeGrant(broker, grant.id(), deadline());

    assertRevoked(grant);
    assertEquals(List.of("add"), here.calls);
    assertEquals(List.of(), there.calls);
  }

  @Test
  void whatAnotherRegionListsIsWrittenToHomeAllTheSameForThoseWhoReadOnlyThat() {
    IssuedGrant grant = ofHome();
    ofEu.revokeGrant(broker, grant.id(), deadline());
    eu().refresh();
    revocations.revokeGrant(broker, grant.id(), deadline());

    assertEquals(1, here.names.size());
  }

  @Test
  void homesVaultHasToTakeARevocation() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    here.up = false;
    Expect.problem(
        Problem.Kind.UNAVAILABLE,
        "could not be revoked",
        () -> revocations.revokeGrant(broker, grant.id(), deadline()));
    assertEquals(List.of(), there.calls);
  }

  @Test
  void noGrantIsMadeThatAnotherRegionRevokedAlready() {
    ofEu.revokeSubject(broker, SharedRevocations.SUB, deadline());
    eu().refresh();
    Expect.problem(Problem.Kind.UNAVAILABLE, "revoked a moment ago", this::ofHome);
    home.pass(Duration.ofSeconds(1));
    readOthers();

    checking.check(ofHome().value());
  }

  @Test
  void aListOlderThanMaxPublishedAgeTakesTheGrantsOfItsRegionAndNoOthers() {
    String other = ofEu();
    IssuedGrant own = ofHome();
    checking.check(other);
    there.up = false;
    home.pass(Duration.ofHours(12));
    readOthers();
    revocations.home().refresh();
    assertFalse(eu().refresh());
    checking.check(other);
    Instant last = issuer.clock.instant();
    home.pass(Duration.ofMillis(1));

    assertUnknown("eu", other);
    checking.check(own.value());
    assertEquals(Optional.of(last), eu().unknownSince());
    assertEquals(Optional.empty(), revocations.home().unknownSince());
    assertEquals(
        Optional.of("Vault is sealed; unseal it"), eu().trouble().map(Trouble.Row::reason));
    there.up = true;
    assertTrue(eu().refresh());
    checking.check(other);
  }

  /** Another region's Vault goes on signing, and what it signs is accepted. */
  @Test
  void homesListHoldsAsLongAsAnyWhereThereAreOtherRegions() {
    IssuedGrant own = ofHome();
    String other = ofEu();
    home.pass(Duration.ofHours(12));
    readOthers();
    eu().refresh();
    checking.check(own.value());
    home.pass(Duration.ofMillis(1));

    assertUnknown("home", own.value());
    checking.check(other);
    assertEquals("max-published-age", revocations.home().boundName());
  }

  @Test
  void aListThatWasReadGoesOnRefusingHoweverOldItIs() {
    IssuedGrant own = ofHome();
    ofEu.revokeGrant(broker, own.id(), deadline());
    eu().refresh();
    there.up = false;
    home.pass(Duration.ofDays(1));
    revocations.home().refresh();

    assertRevoked(own);
  }
}
