package io.vouchsafe.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.token.profile.Aws;
import io.vouchsafe.token.profile.Azure;
import io.vouchsafe.token.profile.Generic;
import io.vouchsafe.token.profile.Profile;
import io.vouchsafe.token.profile.SessionTags;
import io.vouchsafe.token.profile.Spiffe;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What an audience's profile makes of a token. */
class AudienceProfileTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private static AudienceProfile profile(Profile profile, String subject) {
    return new AudienceProfile(
        profile,
        SigningAlgorithm.RS256,
        Optional.empty(),
        HOUR,
        AudienceProfile.NBF_ALLOWANCE,
        Optional.ofNullable(subject).map(profile::subject),
        new TreeMap<>());
  }

  private static IssuancePolicy policy(String subject, AudienceProfile profile) {
    return new IssuancePolicy(
        SubjectTemplate.parse(subject),
        Map.of("a", profile),
        Optional.empty(),
        Duration.ofMinutes(5),
        HOUR,
        Set.of());
  }

  private static Workload workload(String... namesAndValues) {
    Map<String, AttributeValue> attributes = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      attributes.put(namesAndValues[i], new AttributeValue.Text(namesAndValues[i + 1]));
    }
    return Workload.of(attributes);
  }

  private static TokenShape shape(IssuancePolicy policy, String audience, Workload workload) {
    return policy.decide(
        new Entitlement(workload, new AudienceSet(Set.of("*")), HOUR, "grant g"),
        new TokenRequest(Optional.of(audience), Optional.empty()));
  }

  @Test
  void itsOwnTemplateMakesTheSubOfItsTokensAlone() {
    IssuancePolicy policy = policy("w:{org}/{id}", profile(new Azure(), "w:{org}"));
    Workload workload = workload("org", "shop", "id", "d-42");

    assertEquals("w:shop", shape(policy, "a", workload).subject());
    assertEquals("w:shop/d-42", shape(policy, "b", workload).subject());
  }

  /** Azure's SDKs keep a token that they read from a file for ten minutes. */
  @Test
  void azuresTokensLiveForAnHourUnlessLessIsAllowed() {
    IssuancePolicy policy = policy("w:{id}", profile(new Azure(), null));
    Workload workload = workload("id", "1");

    assertEquals(HOUR, shape(policy, "a", workload).ttl());
    assertEquals(Duration.ofMinutes(5), shape(policy, "b", workload).ttl());
    assertEquals(
        Duration.ofMinutes(9),
        policy
            .decide(
                new Entitlement(
                    workload, new AudienceSet(Set.of("a")), Duration.ofMinutes(9), "grant g"),
                new TokenRequest(Optional.of("a"), Optional.empty()))
            .ttl());
  }

  @Test
  void whatIsSetByHandIsTaken() {
    TreeMap<String, String> claims = new TreeMap<>(Map.of("owner", "org"));
    AudienceProfile byHand =
        new AudienceProfile(
            new Azure(),
            SigningAlgorithm.ES256,
            Optional.of(Duration.ofMinutes(20)),
            Duration.ofMinutes(30),
            Duration.ofSeconds(600),
            Optional.empty(),
            claims);
    TokenShape shape = shape(policy("w:{org}", byHand), "a", workload("org", "shop"));

    assertEquals(Duration.ofMinutes(20), shape.ttl());
    assertEquals(Duration.ofSeconds(600), shape.nbfAllowance());
    assertEquals(SigningAlgorithm.ES256, shape.algorithm());
    assertEquals(Map.of("org", "shop", "owner", "shop"), shape.claims());
  }

  @Test
  void aClaimIsNeverLeftOut() {
    AudienceProfile owned =
        new AudienceProfile(
            new Generic(),
            SigningAlgorithm.RS256,
            Optional.empty(),
            HOUR,
            AudienceProfile.NBF_ALLOWANCE,
            Optional.empty(),
            new TreeMap<>(Map.of("owner", "team")));
    Problem problem =
        assertThrows(
            Problem.class, () -> shape(policy("w:{org}", owned), "a", workload("org", "shop")));
    assertEquals("workload.team", problem.member().orElseThrow());
  }

  @Test
  void whatTheRelyingPartyWouldRefuseIsRefusedByItsName() {
    Aws aws =
        new Aws(new SessionTags(new TreeMap<>(Map.of("Org", "org")), new TreeSet<>()), List.of());
    IssuancePolicy policy = policy("w:{id}", profile(aws, null));

    assertEquals(
        Map.of("principal_tags", Map.of("Org", List.of("shop"))),
        shape(policy, "a", workload("id", "1", "org", "shop"))
            .claims()
            .get("https://aws.amazon.com/tags"));
    Problem problem =
        assertThrows(
            Problem.class, () -> shape(policy, "a", workload("id", "1", "org", "shop,other")));
    assertEquals(Problem.Kind.INVALID_REQUEST, problem.kind());
    assertEquals("workload.org", problem.member().orElseThrow());
    assertTrue(problem.getMessage().contains("; AWS takes values"), problem.getMessage());
    shape(policy, "b", workload("id", "1", "org", "shop,other"));
  }

  @Test
  void noGrantIsMadeForAnAudienceThatRefusesEveryToken() {
    Aws aws =
        new Aws(new SessionTags(new TreeMap<>(Map.of("Org", "org")), new TreeSet<>()), List.of());
    IssuancePolicy policy = policy("w:{id}", profile(aws, null));
    Workload odd = workload("id", "1", "org", "shop,other");

    Problem problem =
        assertThrows(
            Problem.class, () -> policy.checkEntitlement(odd, new AudienceSet(Set.of("a", "b"))));
    assertEquals("workload.org", problem.member().orElseThrow());
    assertTrue(problem.getMessage().contains("; AWS takes values"), problem.getMessage());
    policy.checkEntitlement(odd, new AudienceSet(Set.of("b")));
    policy.checkEntitlement(odd, new AudienceSet(Set.of("*")));
    policy.checkEntitlement(workload("id", "1", "org", "shop"), new AudienceSet(Set.of("a")));
  }

  /** JWT-SVID, 3.1: or else a token for another audience would be one. */
  @Test
  void onlyProfileSpiffeMakesSpiffeIds() {
    IssuancePolicy policy =
        policy("{kind}:{id}", profile(new Spiffe(), "spiffe://example.org/{id}"));

    assertEquals(
        "spiffe://example.org/1",
        shape(policy, "a", workload("kind", "spiffe", "id", "1")).subject());
    for (String scheme : List.of("spiffe", "SPIFFE", "Spiffe")) {
      Problem problem =
          assertThrows(
              Problem.class, () -> shape(policy, "b", workload("kind", scheme, "id", "1")));
      assertTrue(problem.getMessage().contains("begins with spiffe:"), problem.getMessage());
    }
    assertEquals("spiffes:1", shape(policy, "b", workload("kind", "spiffes", "id", "1")).subject());
  }
}
