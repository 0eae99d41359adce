package io.vouchsafe.caller;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.base.Trouble;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.KeyRefresher;
import io.vouchsafe.issuer.KeyRefreshers;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionKeys;
import io.vouchsafe.proof.CompactJws;
import io.vouchsafe.testing.Expect;
import io.vouchsafe.token.Problem;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Grants that are revoked in one region, at an instance of another. {@link #issuer} is the Vault of
 * the other region, and makes its grants.
 */
class RevocationsOfRegionsTest extends BrokersGrants {
  private static final Region EU = new Region("eu");

  private final KeptNames there = new KeptNames();
  private final KeptNames here = new KeptNames();
  private final OneIssuer home = new OneIssuer(EU, issuer);
  private final Revocations ofEu = revocations(source(EU, there), source(Region.HOME, here));
  private final Revocations revocations = revocations(source(Region.HOME, here), source(EU, there));
  private final Grants checking = grants(revocations);

  private static RevocationSource source(Region region, RevocationStore store) {
    return new RevocationSource(region, store, RevocationEvents.NONE);
  }

  private Revocations revocations(RevocationSource... sources) {
    return new Revocations(
        OneIssuer.URL,
        List.of(sources),
        issuer.keys.policy(KeyRole.GRANT),
        issuer.audit,
        issuer.clock);
  }

  private Grants grants(Revocations some) {
    home.revocations = Optional.of(some);
    return home.restarted(broker);
  }

  private RegionRevocations eu() {
    return revocations.others().getFirst();
  }

  private static Deadline deadline() {
    return Deadline.in(Duration.ofMinutes(1));
  }

  @BeforeEach
  void readAll() {
    home.keys.refresh();
    readOthers();
    List.of(revocations, ofEu)
        .forEach(lists -> lists.regions().forEach(RegionRevocations::refresh));
    here.calls.clear();
    there.calls.clear();
  }

  private void readOthers() {
    home.keys.others().forEach(RegionKeys::refresh);
  }

  private String ofEu() {
    return issue(broker, request(60, 604_800, AWS)).value();
  }

  private IssuedGrant ofHome() {
    return checking.issue(broker, request(60, 604_800, AWS), deadline());
  }

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

  @Test
  void beforeItsListWasReadNoGrantOfARegionIsAccepted() {
    String other = ofEu();
    IssuedGrant own = ofHome();
    Revocations starting = revocations(source(Region.HOME, here), source(EU, there));
    Grants atStart = grants(starting);
    starting.home().refresh();
    there.up = false;
    inVain(starting);

    atStart.check(own.value());
    assertUnread(atStart, other);
    there.up = true;
    starting.others().getFirst().refresh();
    atStart.check(other);
  }

  private static void inVain(Revocations starting) {
    for (int i = 0; i < RegionRevocations.ATTEMPTS; i++) {
      starting.others().getFirst().refresh();
    }
  }

  private static void assertUnread(Grants atStart, String grant) {
    Expect.problem(
        Problem.Kind.UNAVAILABLE,
        "the list of revoked grants of region eu has not been read",
        () -> atStart.check(grant));
  }

  @Test
  void afterARestartNoGrantIsAcceptedBeforeEveryRegionWasAskedWhatItRevoked() {
    IssuedGrant own = ofHome();
    ofEu.revokeGrant(broker, own.id(), deadline());
    Revocations starting = revocations(source(Region.HOME, here), source(EU, there));
    Grants atStart = grants(starting);
    starting.home().refresh();
    assertUnread(atStart, own.value());
    there.up = false;
    starting.others().getFirst().refresh();
    assertUnread(atStart, own.value());
    there.up = true;
    starting.others().getFirst().refresh();

    Expect.refused("the grant was revoked", () -> atStart.check(own.value()));
  }

  @Test
  void whoComesBeforeItWaitsForTheListsOfAllRegions() throws Exception {
    CompactJws other = CompactJws.parse(ofEu());
    Revocations starting = revocations(source(Region.HOME, here), source(EU, there));
    Grants atStart = grants(starting);
    Thread waits =
        Thread.ofVirtual()
            .start(() -> atStart.awaitFirstReading(other, Deadline.in(Duration.ofDays(1))));
    eventually(() -> "it waits", () -> waits.getState() == Thread.State.TIMED_WAITING);
    starting.home().refresh();
    assertTrue(waits.isAlive());
    there.up = false;
    inVain(starting);

    assertTrue(waits.join(Duration.ofMinutes(1)), "it still waits");
  }

  @Test
  void everyRegionNeedsAList() {
    Revocations homeAlone = revocations(source(Region.HOME, here));

    Expect.illegal("no list of revoked grants of region eu", () -> grants(homeAlone));
  }

  @Test
  void whatEveryRegionHasIsReadAgainAndAgainAndNobodyWaitsForAnother() {
    OneIssuer starting = new OneIssuer(EU, issuer);
    CountDownLatch end = new CountDownLatch(1);
    there.afterListing = () -> assertDoesNotThrow(() -> end.await());
    Issuer all =
        new Issuer(
            "default",
            URI.create(OneIssuer.URL),
            "vouchsafe",
            starting.keys,
            List.of(),
            null,
            new TreeSet<>(),
            false,
            null,
            null,
            checking,
            null);
    try (KeyRefreshers refreshers =
        new KeyRefreshers(
            List.of(new KeyRefresher(all, Duration.ofMillis(10), () -> {})), Optional.empty())) {
      refreshers.start();
      eventually(() -> "home's list", () -> here.calls.size() >= 3);
      eventually(
          () -> "all keys",
          () ->
              starting.keys.regions().stream().allMatch(it -> it.life(KeyRole.GRANT).isPresent()));
      assertEquals(1, there.calls.size());
      end.countDown();
      eventually(() -> "the other list", () -> there.calls.size() >= 3);
    } finally {
      end.countDown();
    }
  }
}
