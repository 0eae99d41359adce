package io.vouchsafe.caller;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.KeyRefresher;
import io.vouchsafe.issuer.KeyRefreshers;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionSilence;
import io.vouchsafe.proof.CompactJws;
import io.vouchsafe.testing.Expect;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What an instance accepts before it has read what each region revoked. */
class RevocationsAtAStartTest extends TwoRegionsGrants {
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

  /** Else each organisation would wait anew for a region that is known to be away. */
  @Test
  void anotherIssuerDoesNotWaitForListsThatNobodyCouldReadForLong() {
    RegionSilence silence = new RegionSilence();
    IssuedGrant own = ofHome();
    there.up = false;
    startingWith(silence).others().getFirst().refresh();
    issuer.clock.pass(issuer.keys.policy(KeyRole.GRANT).patience());
    home.keys.refresh();
    Revocations later = startingWith(silence);
    later.home().refresh();

    grants(later).check(own.value());

    there.up = true;
    later.others().getFirst().refresh();
    Revocations last = startingWith(silence);
    last.home().refresh();
    assertUnread(grants(last), own.value());
  }

  private Revocations startingWith(RegionSilence silence) {
    return revocations(
        source(Region.HOME, here), new RevocationSource(EU, there, RevocationEvents.NONE, silence));
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
            OneIssuer.URL,
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
