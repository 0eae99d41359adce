package io.vouchsafe.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.testing.Expect;
import io.vouchsafe.token.AudienceSet;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A grant is worth what its broker could vouch for today. */
class GrantsOfTodayTest extends BrokersGrants {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration WEEK = Duration.ofDays(7);

  private static Broker narrowed(String attribute, String... values) {
    Map<String, List<String>> attributes = new HashMap<>(ATTRIBUTES);
    attributes.remove(attribute);
    if (values.length > 0) {
      attributes.put(attribute, List.of(values));
    }
    return broker(attributes, HOUR, WEEK, "*");
  }

  private String weekLong() {
    return issue(broker, request(3600, 604_800, AWS, "b")).value();
  }

  @Test
  void aBrokerThatIsGoneTakesItsGrantsWithIt() {
    String grant = grant();
    issuer.restarted(broker).check(grant);

    Expect.refused("no broker here", () -> issuer.restarted().check(grant));
  }

  @Test
  void anAttributeThatTheBrokerMayNotSetNowIsForbiddenAndNotLeftOut() {
    String grant = grant();
    Problem problem =
        Expect.problem(
            Problem.Kind.FORBIDDEN,
            "broker edge may not set workload.teams",
            () -> issuer.restarted(narrowed("teams")).check(grant));

    assertEquals(Optional.of("workload.teams"), problem.member());
  }

  @Test
  void aValueThatTheBrokerMayNotSetNowIsForbidden() {
    String grant = grant();
    issuer.restarted(narrowed("teams", "list:a", "list:b")).check(grant);

    Problem problem =
        Expect.problem(
            Problem.Kind.FORBIDDEN,
            "broker edge may not set workload.teams to this value",
            () -> issuer.restarted(narrowed("teams", "list:a")).check(grant));

    assertEquals(Optional.of("workload.teams"), problem.member());
  }

  @Test
  void audiencesAreThoseThatTheGrantAndTheBrokerHaveInCommon() {
    String grant = grant();
    Grants narrower = issuer.restarted(broker(HOUR, WEEK, AWS, "c"));

    assertEquals(AudienceSet.of(List.of(AWS)), narrower.check(grant).audiences());
  }

  @Test
  void aGrantForAnyAudienceIsForThoseThatTheBrokerStillHas() {
    String any = issue(broker, request(60, 60, "*")).value();

    assertEquals(
        AudienceSet.of(List.of(AWS, "c")),
        issuer.restarted(broker(HOUR, WEEK, AWS, "c")).check(any).audiences());
  }

  @Test
  void aGrantOfWhichNoAudienceIsLeftIsForbidden() {
    String grant = grant();
    Problem problem =
        Expect.problem(
            Problem.Kind.FORBIDDEN,
            "broker edge may no longer grant any of the grant's audiences",
            () -> issuer.restarted(broker(HOUR, WEEK, "c")).check(grant));

    assertEquals(Optional.of("audiences"), problem.member());
  }

  @Test
  void aTokenLivesNoLongerThanTheBrokerAllowsNow() {
    String grant = grant();

    assertEquals(
        Duration.ofSeconds(120),
        issuer.restarted(broker(Duration.ofSeconds(120), WEEK, "*")).check(grant).maxTtl());
    assertEquals(Duration.ofSeconds(900), issuer.restarted(broker).check(grant).maxTtl());
  }

  @Test
  void aGrantEndsWhenOneThatIsMadeTheSameWayNowWouldEnd() {
    String grant = weekLong();
    Grants narrower = issuer.restarted(broker(HOUR, HOUR, "*"));
    issuer.pass(HOUR.plusSeconds(29));
    narrower.check(grant);
    issuer.pass(Duration.ofSeconds(1));

    Expect.refused("expired", () -> narrower.check(grant));
    Expect.refused("expired", () -> issuer.restarted(broker(HOUR, HOUR, "*")).check(grant));
    issuer.restarted(broker).check(grant);
  }

  @Test
  void aBrokerThatWasWidenedWidensNoGrant() {
    Broker narrow = broker(Duration.ofSeconds(120), HOUR, AWS);
    String grant = issue(narrow, request(120, 3600, AWS)).value();
    Grants wider = issuer.restarted(broker);

    assertEquals(Duration.ofSeconds(120), wider.check(grant).maxTtl());
    assertEquals(AudienceSet.of(List.of(AWS)), wider.check(grant).audiences());
    issuer.pass(HOUR.plusSeconds(30));
    Expect.refused("expired", () -> wider.check(grant));
  }

  @Test
  void grantsNotBeforeEndsWhatTheBrokerVouchedForBefore() {
    String before = weekLong();
    issuer.pass(Duration.ofSeconds(1));
    Instant instant = issuer.clock.instant();
    String after = weekLong();
    Grants today = issuer.restarted(broker.grantsNotBefore(instant));

    Expect.refused("older than grants-not-before", () -> today.check(before));
    today.check(after);
  }

  @Test
  void grantsNotBeforeEndsNothingOfAnotherBroker() {
    String before = weekLong();
    issuer.pass(Duration.ofSeconds(1));

    issuer.restarted(broker, other.grantsNotBefore(issuer.clock.instant())).check(before);
  }

  @Test
  void aGrantThatWouldNotBeAcceptedIsNotMade() {
    Instant from = issuer.clock.instant().plus(HOUR);
    Broker later = broker.grantsNotBefore(from);
    Problem problem =
        Expect.problem(
            Problem.Kind.UNAVAILABLE,
            "grants of broker edge are accepted from " + from,
            () -> issue(later, request(60, 60, AWS)));

    assertEquals(Optional.of(HOUR.plusSeconds(1)), problem.retryAfter());
    assertEquals(0, issuer.signatures);
    issuer.pass(HOUR);
    grants.issue(later, request(60, 60, AWS), Deadline.in(Duration.ofSeconds(2)));
  }
}
