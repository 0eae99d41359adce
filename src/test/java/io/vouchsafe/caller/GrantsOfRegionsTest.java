package io.vouchsafe.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionKeys;
import io.vouchsafe.testing.Expect;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Grants that one region makes, at an instance of another. {@link #issuer} makes them. */
class GrantsOfRegionsTest extends BrokersGrants {
  private static final Region EU = new Region("eu");

  private final OneIssuer home = new OneIssuer(EU, issuer);

  @BeforeEach
  void readBoth() {
    home.brokers.put(broker.name(), broker);
    home.keys.refresh();
    readOther();
  }

  private void readOther() {
    home.keys.others().forEach(RegionKeys::refresh);
  }

  private String lasting() {
    return issue(broker, request(60, 604_800, AWS)).value();
  }

  private Problem unavailable(String region, String grant) {
    return Expect.problem(
        Problem.Kind.UNAVAILABLE,
        "the grant key of region %s has not been read, or was read too long ago".formatted(region),
        () -> home.grants.check(grant));
  }

  @Test
  void aGrantOfAnyRegionIsGood() {
    String grant = grant();

    assertSame(home.grants.check(grant), home.grants.check(grant));
    assertEquals(issuer.grants.check(grant), home.grants.check(grant));
  }

  @Test
  void aVersionThatTheOtherRegionMadeAndNobodyReadYetIsNeitherGoodNorRefused() {
    issuer.addGrantVersion();
    issuer.withdrawOldestGrantVersion();
    issuer.keys.refresh();
    String grant = lasting();
    home.pass(Duration.ofSeconds(60));
    Expect.refused("never was", () -> home.grants.check(grant));
    home.pass(Duration.ofMillis(1));

    assertEquals(Optional.of(Duration.ofSeconds(30)), unavailable("eu", grant).retryAfter());
    readOther();
    home.grants.check(grant);
  }

  @Test
  void aRegionThatWasNeverReadMayHaveAnyKey() {
    issuer.vaultUp = false;
    OneIssuer starting = new OneIssuer(EU, issuer);
    starting.brokers.put(broker.name(), broker);
    starting.keys.refresh();
    String grant = grant();
    Expect.problem(
        Problem.Kind.UNAVAILABLE,
        "the grant key of region eu has not been read",
        () -> starting.grants.check(grant));
  }

  @Test
  void aRegionWhoseKeyIsOfAnotherTypeIsNotSaidToBeUnread() {
    issuer.vaultUp = false;
    issuer.cause = KeyFault.Cause.UNFIT;
    OneIssuer starting = new OneIssuer(EU, issuer);
    starting.brokers.put(broker.name(), broker);
    starting.keys.refresh();
    starting.keys.others().forEach(RegionKeys::refresh);
    String grant = grant();

    Expect.problem(
        Problem.Kind.UNAVAILABLE,
        "the grant key of region eu cannot be used",
        () -> starting.grants.check(grant));
  }

  @Test
  void anUnknownKeyMayBeHomesToo() {
    OneIssuer restored = new OneIssuer(EU, issuer);
    restored.keys.refresh();
    restored.keys.others().forEach(RegionKeys::refresh);
    String grant =
        restored
            .grants
            .issue(broker, request(60, 604_800, AWS), SharedRevocations.deadline())
            .value();
    Expect.refused("never was", () -> home.grants.check(grant));
    home.vaultUp = false;
    home.pass(Duration.ofSeconds(61));
    readOther();

    unavailable("home", grant);
  }

  @Test
  void aReadingOlderThanMaxPublishedAgeTakesItsRegionsGrantsAndNoOthers() {
    String grant = lasting();
    String own =
        home.grants.issue(broker, request(60, 604_800, AWS), SharedRevocations.deadline()).value();
    home.grants.check(grant);
    home.grants.check(own);
    issuer.vaultUp = false;
    home.pass(Duration.ofHours(12));
    home.grants.check(grant);
    home.pass(Duration.ofSeconds(1));
    readOther();

    unavailable("eu", grant);
    Grants restarted = home.restarted(broker);
    Expect.problem(Problem.Kind.UNAVAILABLE, "of region eu", () -> restarted.check(grant));
    home.grants.check(own);
    issuer.vaultUp = true;
    readOther();
    home.grants.check(grant);
  }

  @Test
  void whatIsKnownToHaveRetiredIsRefusedWhileAnotherRegionIsAway() {
    String grant = lasting();
    issuer.addGrantVersion();
    home.vaultUp = false;
    home.pass(Duration.ofDays(9));
    readOther();

    Expect.refused("no longer in use", () -> home.grants.check(grant));
  }

  @Test
  void aRememberedGrantEndsWithItsVersion() {
    String grant = grant();
    home.grants.check(grant);
    issuer.addGrantVersion();
    issuer.withdrawOldestGrantVersion();
    home.pass(Duration.ofSeconds(1));
    readOther();

    Expect.refused("no longer in use", () -> home.grants.check(grant));
  }
}
