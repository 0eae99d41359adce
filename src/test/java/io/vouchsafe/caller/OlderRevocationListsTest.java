package io.vouchsafe.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Lists that lack what was revoked: of a standby that lags, or on their way meanwhile. */
class OlderRevocationListsTest extends SharedRevocations {
  @Test
  void aReadingThatBeganBeforeARevocationDoesNotUndoIt() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    store.afterListing = () -> revoke(grant);
    here.revocations.home().refresh();

    assertRevoked(here, grant);
  }

  @Test
  void aListOfAStandbyThatLagsUndoesNoRevocationOfThisInstance() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    revoke(grant);
    here.revocations.home().refresh();
    store.names.clear();
    here.revocations.home().refresh();

    assertRevoked(here, grant);
    assertEquals(1, here.revocations.home().size());
  }

  @Test
  void whatAnotherInstanceHadRevokedBeforeIsKeptHereAsWell() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    revoke(grant);
    there.revocations.home().refresh();
    there.revocations.revokeGrant(broker, grant.id(), deadline());
    store.names.clear();
    there.revocations.home().refresh();

    assertRevoked(there, grant);
  }

  /** As after somebody had the rotator's login: brokers repeat what they revoked. */
  @Test
  void whatSomebodyRemovedIsAddedAgainWhereItIsRevokedOnceMore() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    revoke(grant);
    here.revocations.home().refresh();
    store.names.clear();
    here.revocations.home().refresh();
    revoke(grant);

    assertEquals(1, store.names.size());
    there.revocations.home().refresh();
    assertRevoked(there, grant);
  }

  @Test
  void ofReadingsThatOverlapTheOneThatBeganLastCounts() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    store.afterListing =
        () -> {
          revoke(grant);
          there.revocations.home().refresh();
        };
    there.revocations.home().refresh();

    assertRevoked(there, grant);
  }
}
