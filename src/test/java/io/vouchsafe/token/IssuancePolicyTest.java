package io.vouchsafe.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.key.SigningAlgorithm;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuancePolicyTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Workload WORKLOAD =
      Workload.of(
          Map.of("id", new AttributeValue.Text("j-1"), "prod", new AttributeValue.Flag(true)));

  private static IssuancePolicy policy(Optional<String> defaultAudience) {
    return new IssuancePolicy(
        SubjectTemplate.parse("job:{id}"),
        Map.of("ec.example", new AudienceProfile(SigningAlgorithm.ES256, Duration.ofMinutes(10))),
        defaultAudience,
        Duration.ofMinutes(5),
        HOUR,
        Set.of("https://id.example", "brokers", " https://Second.example/ "));
  }

  private static Entitlement entitlement(Duration maxTtl, String... audiences) {
    return new Entitlement(WORKLOAD, new AudienceSet(Set.of(audiences)), maxTtl, "grant g-1");
  }

  private static TokenRequest request(String audience, Integer ttl) {
    return new TokenRequest(
        Optional.ofNullable(audience), Optional.ofNullable(ttl).map(Duration::ofSeconds));
  }

  private static Problem refused(Entitlement entitlement, TokenRequest request) {
    return assertThrows(Problem.class, () -> policy(Optional.empty()).decide(entitlement, request));
  }

  @Test
  void makesTheTokenOfTheWorkload() {
    TokenShape shape = policy(Optional.empty()).decide(entitlement(HOUR, "a"), request("a", null));

    assertEquals("job:j-1", shape.subject());
    assertEquals("a", shape.audience());
    assertEquals(Duration.ofMinutes(5), shape.ttl());
    assertEquals(SigningAlgorithm.RS256, shape.algorithm());
    assertEquals(Map.of("id", "j-1", "prod", true), shape.claims());
  }

  @Test
  void aClaimOfTheIssuersOwnIsInEveryTokenWhateverTheWorkloadSays() {
    IssuancePolicy policy =
        new IssuancePolicy(
            SubjectTemplate.parse("job:{id}"),
            Map.of(),
            Optional.empty(),
            Duration.ofMinutes(5),
            HOUR,
            OwnUrls.of(Set.of()),
            Map.of("issued_in", "eu", "prod", "no"),
            Optional.empty());

    TokenShape shape = policy.decide(entitlement(HOUR, "a"), request("a", null));

    assertEquals(Map.of("id", "j-1", "prod", "no", "issued_in", "eu"), shape.claims());
  }

  @Test
  void theAudienceProfileChoosesTheAlgorithmAndBoundsTheLifetime() {
    IssuancePolicy policy = policy(Optional.empty());
    Entitlement any = entitlement(HOUR, "*");

    assertEquals(
        SigningAlgorithm.ES256, policy.decide(any, request("ec.example", 600)).algorithm());
    assertThrows(Problem.class, () -> policy.decide(any, request("ec.example", 601)));
    assertEquals(Duration.ofSeconds(3600), policy.decide(any, request("other", 3600)).ttl());
  }

  @Test
  void theDefaultAudienceHoldsWhereNoneIsAskedFor() {
    assertEquals(
        "d",
        policy(Optional.of("d")).decide(entitlement(HOUR, "*"), request(null, null)).audience());
    assertEquals(
        "audience", refused(entitlement(HOUR, "*"), request(null, null)).member().orElseThrow());
  }

  @Test
  void deniesAnAudienceThatIsNotAllowed() {
    Problem problem = refused(entitlement(HOUR, "a", "b"), request("c", null));
    assertEquals(Problem.Kind.FORBIDDEN, problem.kind());
    assertEquals("audience", problem.member().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://id.example",
        "https://id.example/",
        "https://id.example//",
        " https://id.example ",
        "HTTPS://ID.example",
        "https://id.example:443",
        "https://id.example.",
        "brokers",
        "brokers/",
        " brokers",
        "https://second.example/",
        "https://second.example"
      })
  void noGrantAllowsATokenThatCouldPoseAsGrantOrProof(String audience) {
    assertEquals(
        Problem.Kind.FORBIDDEN, refused(entitlement(HOUR, "*"), request(audience, null)).kind());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a\u0000b",
        "a\nb",
        "*",
        "a\u200bb",
        "\u202ea",
        "a\ufeff",
        "\u3164",
        "a\u2066"
      })
  void refusesAudiencesThatAreNone(String audience) {
    Problem problem = refused(entitlement(HOUR, "*"), request(audience, null));
    assertEquals(Problem.Kind.INVALID_REQUEST, problem.kind());
    assertEquals("audience", problem.member().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u200bb", "HTTPS://id.example/", " brokers "})
  void noGrantIsMadeForAnAudienceThatIsNeverIssued(String audience) {
    Problem problem =
        assertThrows(
            Problem.class,
            () ->
                policy(Optional.empty())
                    .checkEntitlement(WORKLOAD, new AudienceSet(Set.of("good", audience))));
    assertEquals("audiences", problem.member().orElseThrow());
  }

  @Test
  void anAudienceHasAtMost1000Characters() {
    Entitlement any = entitlement(HOUR, "*");
    assertEquals(
        1000,
        policy(Optional.empty()).decide(any, request("x".repeat(1000), null)).audience().length());
    refused(any, request("x".repeat(1001), null));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -5, 59, 601})
  void aLifetimeBeyondTheBoundsIsRefusedAndTheBoundNamed(int ttl) {
    Problem problem = refused(entitlement(Duration.ofMinutes(10), "a"), request("a", ttl));
    assertEquals("ttl", problem.member().orElseThrow());
    assertTrue(problem.getMessage().contains("between 60 and 600 seconds"), problem.getMessage());
  }

  @Test
  void aLifetimeThatNobodyAskedForShrinksToTheBound() {
    assertEquals(
        Duration.ofMinutes(2),
        policy(Optional.empty())
            .decide(entitlement(Duration.ofMinutes(2), "a"), request("a", null))
            .ttl());
  }

  @Test
  void anEntitlementIsSmallEnoughForAHeader() {
    IssuancePolicy policy = policy(Optional.empty());
    AudienceSet audiences = new AudienceSet(Set.of("a"));
    int fixed = "idj-1text".length() + "a".length();
    policy.checkEntitlement(workloadWithText(3072 - fixed), audiences);
    Problem problem =
        assertThrows(
            Problem.class,
            () -> policy.checkEntitlement(workloadWithText(3072 - fixed + 1), audiences));
    assertEquals("workload", problem.member().orElseThrow());
  }

  private static Workload workloadWithText(int length) {
    return Workload.of(
        Map.of(
            "id", new AttributeValue.Text("j-1"),
            "text", new AttributeValue.Text("x".repeat(length))));
  }

  @Test
  void settingsBeyondTheBoundsAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new IssuancePolicy(
                SubjectTemplate.parse("job:{id}"),
                Map.of(),
                Optional.empty(),
                Duration.ofMinutes(5),
                HOUR.plusSeconds(1),
                Set.of()));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new IssuancePolicy(
                SubjectTemplate.parse("job:{id}"),
                Map.of(),
                Optional.empty(),
                Duration.ofMinutes(6),
                Duration.ofMinutes(5),
                Set.of()));
  }
}
