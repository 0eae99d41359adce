package io.vouchsafe.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.testing.Expect;
import io.vouchsafe.token.AttributeValue;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.Workload;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How grants are made, and which are refused. */
class GrantIssuanceTest extends BrokersGrants {
  @Test
  void aGrantIsShapedAsDocumented() throws ParseException {
    var jwt = com.nimbusds.jwt.SignedJWT.parse(grant());
    assertEquals(
        Map.of(
            "alg", "ES256",
            "typ", "grant+jwt",
            "kid", issuer.newestGrantVersion().kid().value()),
        jwt.getHeader().toJSONObject());
    Map<String, Object> claims = jwt.getPayload().toJSONObject();
    long now = issuer.clock.instant().getEpochSecond();
    assertEquals("deployment:shop/d-42", claims.get("sub"));
    assertEquals(OneIssuer.URL, claims.get("iss"));
    assertEquals(OneIssuer.URL, claims.get("aud"));
    assertEquals(now + 600, claims.get("exp"));
    assertEquals(900L, claims.get("max_ttl"));
    assertEquals("edge", claims.get("broker"));
    assertEquals(List.of("b", AWS), claims.get("audiences"));
    assertEquals(
        Map.of(
            "org",
            "shop",
            "deployment",
            "d-42",
            "replicas",
            3L,
            "canary",
            true,
            "teams",
            List.of("a", "b")),
        claims.get("workload"));
  }

  @Test
  void nothingIsDecidedForABrokerWhoHungUp() {
    Deadline deadline = Deadline.in(Duration.ofSeconds(2));
    deadline.cancel();
    GrantRequest tooMuch = request(900, 600, "not allowed");

    Problem problem = assertThrows(Problem.class, () -> grants.issue(broker, tooMuch, deadline));

    assertTrue(problem.isHungUp());
    assertEquals(0, issuer.signatures);
  }

  @Test
  void theSecretIsNotInTheTextForm() {
    IssuedGrant grant = issue(broker, request(900, 600, AWS));
    assertFalse(grant.toString().contains(grant.value()));
    assertFalse(grant.toString().contains(grant.value().substring(0, 20)));
  }

  @Test
  void defaultsShrinkToTheBrokersBounds() {
    IssuedGrant usual = issue(broker, request(null, null, AWS));
    assertEquals(Duration.ofHours(1), grants.check(usual.value()).maxTtl());
    assertEquals(issuer.clock.instant().plusSeconds(3600), usual.expiresAt());
    Broker narrow = broker(Duration.ofSeconds(120), Duration.ofSeconds(300), "*");
    IssuedGrant shrunk = issue(narrow, request(null, null, AWS));
    assertEquals(Duration.ofSeconds(120), grants.check(shrunk.value()).maxTtl());
    assertEquals(issuer.clock.instant().plusSeconds(300), shrunk.expiresAt());
  }

  @ParameterizedTest
  @CsvSource({
    "59, 600, max_ttl, between 60 and 120 seconds for broker edge",
    "121, 600, max_ttl, between 60 and 120 seconds for broker edge",
    "-1, 600, max_ttl, between 60 and 120",
    "0, 600, max_ttl, between 60 and 120",
    "60, 59, expires_in, between 60 and 600 seconds for broker edge",
    "60, 601, expires_in, between 60 and 600 seconds for broker edge"
  })
  void whatIsAskedForBeyondABoundIsRefused(
      int maxTtl, int expiresIn, String member, String detail) {
    Broker narrow = broker(Duration.ofSeconds(120), Duration.ofSeconds(600), "*");
    issue(narrow, request(120, 600, AWS));
    Problem problem =
        Expect.problem(
            Problem.Kind.INVALID_REQUEST,
            detail,
            () -> issue(narrow, request(maxTtl, expiresIn, AWS)));
    assertEquals(Optional.of(member), problem.member());
    assertEquals(1, issuer.signatures, "nothing was signed for it");
  }

  @Test
  void aWeekIsTheLongestLife() {
    issue(broker, request(3600, 604_800, AWS));
    Expect.problem(
        Problem.Kind.INVALID_REQUEST,
        "between 60 and 604800",
        () -> issue(broker, request(3600, 604_801, AWS)));
    Expect.problem(
        Problem.Kind.INVALID_REQUEST,
        "between 60 and 3600",
        () -> issue(broker, request(3601, 600, AWS)));
  }

  @Test
  void atMostTenAudiences() {
    String[] ten = IntStream.range(0, 10).mapToObj(i -> "a" + i).toArray(String[]::new);
    issue(broker, request(60, 60, ten));
    List<String> eleven = new ArrayList<>(List.of(ten));
    eleven.add("a10");
    Expect.problem(
        Problem.Kind.INVALID_REQUEST,
        "audiences must be at most 10",
        () -> issue(broker, request(60, 60, eleven.toArray(String[]::new))));
    Expect.problem(
        Problem.Kind.INVALID_REQUEST,
        "audiences must name at least one",
        () -> issue(broker, request(60, 60)));
  }

  @Test
  void audiencesOutsideTheBrokersAreForbidden() {
    Broker narrow = broker(Duration.ofHours(1), Duration.ofHours(1), AWS);
    issue(narrow, request(60, 60, AWS));
    for (String audience : List.of("b", "*")) {
      Problem problem =
          Expect.problem(
              Problem.Kind.FORBIDDEN,
              "broker edge",
              () -> issue(narrow, request(60, 60, AWS, audience)));
      assertEquals(Optional.of("audiences"), problem.member());
    }
  }

  @Test
  void theIssuerItselfCanBeNoAudience() {
    Expect.problem(
        Problem.Kind.FORBIDDEN, "audience", () -> issue(broker, request(60, 60, OneIssuer.URL)));
  }

  @Test
  void attributesOutsideTheBrokersAreForbidden() {
    GrantRequest request =
        new GrantRequest(
            Workload.of(
                Map.of(
                    "org", new AttributeValue.Text("shop"),
                    "deployment", new AttributeValue.Text("d-42"),
                    "region", new AttributeValue.Text("us"))),
            List.of(AWS),
            Optional.empty(),
            Optional.empty());
    Problem problem =
        Expect.problem(Problem.Kind.FORBIDDEN, "region", () -> issue(broker, request));
    assertEquals(Optional.of("workload.region"), problem.member());
  }

  @Test
  void whatTheSubIsMadeOfIsNeeded() {
    GrantRequest request =
        new GrantRequest(
            Workload.of(Map.of("org", new AttributeValue.Text("shop"))),
            List.of(AWS),
            Optional.empty(),
            Optional.empty());
    Expect.problem(
        Problem.Kind.INVALID_REQUEST, "workload.deployment", () -> issue(broker, request));
  }
}
