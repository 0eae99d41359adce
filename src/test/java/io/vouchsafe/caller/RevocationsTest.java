package io.vouchsafe.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.base.Trouble;
import io.vouchsafe.testing.Expect;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Grants that a broker takes back, at instances that share a store. */
class RevocationsTest extends SharedRevocations {
  @Test
  void aRevokedGrantIsRefusedAtOnceHereAndAfterTheNextReadingElsewhere() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    IssuedGrant other = issue(broker, request(60, 600, AWS));
    here.grants.check(grant.value());
    there.grants.check(grant.value());
    revoke(grant);

    assertRevoked(here, grant);
    here.grants.check(other.value());
    there.grants.check(grant.value());
    there.revocations.home().refresh();
    assertRevoked(there, grant);
    there.grants.check(other.value());
  }

  @Test
  void aGrantThatIsSeenForTheFirstTimeIsRefusedToo() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    revoke(grant);
    Instance restarted = new Instance();
    restarted.revocations.home().refresh();

    assertRevoked(restarted, grant);
  }

  @Test
  void revokingTwiceIsDoneOnce() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    revoke(grant);
    issuer.pass(Duration.ofHours(3));
    here.revocations.home().refresh();
    revoke(grant);

    assertEquals(1, store.names.size());
    assertEquals(1, store.calls.stream().filter("add"::equals).count());
  }

  @Test
  void anIdThatNobodyKnowsIsRevokedAllTheSame() {
    here.revocations.revokeGrant(broker, UUID.randomUUID().toString(), deadline());

    assertEquals(1, store.names.size());
  }

  @Test
  void aNameThatAnotherInstanceAddedAMomentAgoIsDone() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    revoke(grant);
    there.revocations.revokeGrant(broker, grant.id(), deadline());

    assertEquals(List.of("add", "add", "list"), store.calls);
    assertRevoked(there, grant);
  }

  @Test
  void whatMayNotBeAddedIsLookedForUntilTheCallersDeadlineAndNoLonger() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    revoke(grant);
    Deadline deadline = deadline();
    there.revocations.revokeGrant(broker, grant.id(), deadline);

    assertSame(deadline, store.listedUntil);
  }

  @Test
  void whatIsRevokedStaysSoWhereAnOlderListingArrivesAfterIt() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    store.afterListing =
        () -> {
          there.revocations.revokeGrant(broker, grant.id(), deadline());
          revoke(grant);
        };
    here.revocations.home().refresh();

    assertRevoked(here, grant);
  }

  @Test
  void whereNothingMayBeAddedNothingIsRevoked() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    store.mayAdd = false;
    Expect.problem(
        Problem.Kind.UNAVAILABLE,
        "could not be revoked: Vault refuses the token or the request (403)",
        () -> revoke(grant));

    here.grants.check(grant.value());
  }

  @Test
  void aFailureOfVaultIsNoRevocation() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    store.up = false;
    Expect.problem(Problem.Kind.UNAVAILABLE, "Vault is sealed", () -> revoke(grant));
    store.up = true;
    here.grants.check(grant.value());
    revoke(grant);

    assertRevoked(here, grant);
  }

  @Test
  void aBrokerReachesItsOwnGrantsOnly() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    here.revocations.revokeGrant(other, grant.id(), deadline());
    here.revocations.revokeSubject(other, SUB, deadline());

    here.grants.check(grant.value());
  }

  @Test
  void allGrantsOfAWorkloadSoFarAreRevokedAndThoseMadeAfterwardsAreGood() {
    IssuedGrant before = issue(broker, request(60, 600, AWS));
    issuer.pass(Duration.ofMillis(600));
    IssuedGrant inTheSameSecond = issue(broker, request(60, 600, AWS));
    here.revocations.revokeSubject(broker, SUB, deadline());
    issuer.pass(Duration.ofMillis(399));
    Expect.problem(
        Problem.Kind.UNAVAILABLE, "revoked a moment ago", () -> issueHere(request(60, 600, AWS)));
    issuer.pass(Duration.ofMillis(1));
    IssuedGrant after = issueHere(request(60, 600, AWS));

    assertRevoked(here, before);
    assertRevoked(here, inTheSameSecond);
    here.grants.check(after.value());
    there.revocations.home().refresh();
    assertRevoked(there, before);
    there.grants.check(after.value());
  }

  @Test
  void whatIsMadeAfterARevocationThatFailedIsGoodThoughVaultHasItsEntry() {
    IssuedGrant before = issue(broker, request(60, 600, AWS));
    issuer.pass(Duration.ofMillis(600));
    store.answersAdds = false;
    List<Duration> waits = new ArrayList<>();
    Revocations asked = revocations(waits::add);
    asked.home().refresh();
    Expect.problem(
        Problem.Kind.UNAVAILABLE,
        "Vault does not answer",
        () -> asked.revokeSubject(broker, SUB, deadline()));
    waits.forEach(issuer::pass);
    IssuedGrant after = issueHere(request(60, 600, AWS));
    there.revocations.home().refresh();

    assertEquals(List.of(Duration.ofMillis(400)), waits);
    assertRevoked(there, before);
    there.grants.check(after.value());
  }

  @Test
  void aWorkloadCanBeRevokedAgain() {
    here.revocations.revokeSubject(broker, SUB, deadline());
    issuer.pass(Duration.ofMinutes(1));
    IssuedGrant grant = issueHere(request(60, 600, AWS));
    here.revocations.revokeSubject(broker, SUB, deadline());

    assertRevoked(here, grant);
    assertEquals(2, store.names.size());
  }

  @Test
  void theAuditHearsOfEveryRevocationAndOfNoneThatFailed() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    int before = issuer.audit.told().size();
    revoke(grant);
    revoke(grant);
    here.revocations.revokeSubject(broker, SUB, deadline());
    store.up = false;
    Expect.problem(
        Problem.Kind.UNAVAILABLE,
        "could not",
        () -> here.revocations.revokeGrant(broker, "another", deadline()));

    List<String> told = issuer.audit.told();
    assertEquals(
        List.of("revoked " + grant.id(), "revoked " + grant.id(), "revoked " + SUB),
        told.subList(before, told.size()));
  }

  @Test
  void anotherWorkloadIsNotTouched() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    here.revocations.revokeSubject(broker, SUB + "0", deadline());

    here.grants.check(grant.value());
  }

  @Test
  void beforeTheFirstReadingNoGrantIsAcceptedAndNoneIsRevoked() {
    IssuedGrant grant = issue(broker, request(60, 600, AWS));
    Instance starting = new Instance();
    String reason = "revoked grants has not been read";
    Problem problem =
        Expect.problem(
            Problem.Kind.UNAVAILABLE, reason, () -> starting.grants.check(grant.value()));

    assertEquals(Optional.of(Duration.ofSeconds(30)), problem.retryAfter());
    Expect.problem(
        Problem.Kind.UNAVAILABLE,
        reason,
        () -> starting.revocations.revokeGrant(broker, grant.id(), deadline()));
    issuer.pass(Duration.ofSeconds(7));
    assertEquals(Duration.ofSeconds(7), starting.revocations.home().age());
    assertEquals(
        Optional.of(issuer.clock.instant().minusSeconds(7)),
        starting.revocations.home().unknownSince());
    starting.revocations.home().refresh();
    assertEquals(Optional.empty(), starting.revocations.home().unknownSince());
    starting.grants.check(grant.value());
  }

  @Test
  void aListThatIsOlderThanMaxRingAgeNeitherAcceptsNorRefuses() {
    IssuedGrant grant = issue(broker, request(60, 3600, AWS));
    IssuedGrant revoked = issue(broker, request(60, 3600, AWS));
    here.grants.check(grant.value());
    revoke(revoked);
    store.up = false;
    issuer.pass(Duration.ofMinutes(5));
    assertFalse(here.revocations.home().refresh());
    assertEquals(
        Optional.of("Vault is sealed; unseal it"),
        here.revocations.home().trouble().map(Trouble.Row::reason));
    here.grants.check(grant.value());
    assertEquals(Optional.empty(), here.revocations.home().unknownSince());
    Instant last = issuer.clock.instant();
    issuer.pass(Duration.ofMillis(1));
    assertEquals(Optional.of(last), here.revocations.home().unknownSince());
    for (IssuedGrant one : List.of(grant, revoked)) {
      Expect.problem(
          Problem.Kind.UNAVAILABLE, "read too long ago", () -> here.grants.check(one.value()));
    }
    assertEquals(Duration.ofMinutes(5).plusMillis(1), here.revocations.home().age());
    store.up = true;
    assertTrue(here.revocations.home().refresh());
    assertEquals(Optional.empty(), here.revocations.home().trouble());
    here.grants.check(grant.value());
    assertRevoked(here, revoked);
  }
}
