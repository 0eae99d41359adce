package io.vouchsafe.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.vouchsafe.base.Asker;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.SilentKeyEvents;
import io.vouchsafe.testing.Expect;
import io.vouchsafe.testing.Jwts;
import io.vouchsafe.token.AudienceSet;
import io.vouchsafe.token.Entitlement;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.TokenShape;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How grants are checked. */
class GrantsTest extends BrokersGrants {
  @Test
  void aGrantEntitlesToWhatWasAskedFor() {
    IssuedGrant grant = issue(broker, request(900, 600, AWS, "b"));
    assertEquals(
        new Entitlement(
            WORKLOAD,
            AudienceSet.of(List.of(AWS, "b")),
            Duration.ofSeconds(900),
            "grant " + grant.id(),
            Optional.of(
                new Asker.Grant(
                    grant.id(),
                    broker.name(),
                    "deployment:shop/d-42",
                    List.of("b", AWS),
                    Duration.ofSeconds(900),
                    grant.expiresAt()))),
        grants.check(grant.value()));
    assertEquals(issuer.clock.instant().plusSeconds(600), grant.expiresAt());
  }

  @Test
  void aGrantExpiresWithNoMoreLeewayThanTheClockError() {
    String grant = grant();
    issuer.pass(Duration.ofSeconds(600 + 29));
    grants.check(grant);
    issuer.pass(Duration.ofSeconds(1));
    Expect.refused("expired", () -> grants.check(grant));
    Grants fresh = issuer.restarted(broker);
    Expect.refused("expired", () -> fresh.check(grant));
  }

  private String forged(Map<String, Object> header, Map<String, Object> changes) {
    return forged(header, changes, issuer.newestGrantVersion());
  }

  private String forged(
      Map<String, Object> header, Map<String, Object> changes, KeyVersion version) {
    Map<String, Object> claims = new LinkedHashMap<>();
    long now = issuer.clock.instant().getEpochSecond();
    claims.put("iss", OneIssuer.URL);
    claims.put("aud", OneIssuer.URL);
    claims.put("sub", "deployment:shop/d-42");
    claims.put("iat", now);
    claims.put("nbf", now);
    claims.put("exp", now + 600);
    claims.put("jti", "1");
    claims.put("workload", Map.of("org", "shop"));
    claims.put("audiences", List.of(AWS));
    claims.put("max_ttl", 60);
    claims.put("broker", "edge");
    claims.putAll(changes);
    claims.values().removeIf("absent"::equals);
    return Jwts.signed(
        OneIssuer.json(header),
        OneIssuer.json(claims),
        issuer.pair(version).getPrivate(),
        version == issuer.rs256() ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
  }

  private Map<String, Object> header(String alg, String typ) {
    return new LinkedHashMap<>(
        Map.of("alg", alg, "typ", typ, "kid", issuer.newestGrantVersion().kid().value()));
  }

  @Test
  void aTokenSignedByTheGrantKeyIsAGrant() {
    grants.check(forged(header("ES256", "grant+jwt"), Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "HS256", "ES384", "RS256"})
  void otherAlgorithmsAreRefused(String alg) {
    Expect.refused("header", () -> grants.check(forged(header(alg, "grant+jwt"), Map.of())));
  }

  @Test
  void anotherHeaderIsRefused() {
    Map<String, Object> more = header("ES256", "grant+jwt");
    more.put("x5t", "x");
    Expect.refused("header", () -> grants.check(forged(more, Map.of())));
    Map<String, Object> less = header("ES256", "grant+jwt");
    less.remove("kid");
    Expect.refused("header", () -> grants.check(forged(less, Map.of())));
    Expect.refused("not a grant", () -> grants.check(forged(header("ES256", "JWT"), Map.of())));
  }

  @Test
  void keysOfOtherKindsMakeNoGrants() {
    Map<String, Object> header = header("ES256", "grant+jwt");
    header.put("kid", issuer.rs256().kid().value());
    Expect.refused(
        "key is no longer in use", () -> grants.check(forged(header, Map.of(), issuer.rs256())));
    Expect.refused(
        "signature",
        () -> grants.check(forged(header("ES256", "grant+jwt"), Map.of(), issuer.rs256())));
  }

  @Test
  void oneChangedCharacterIsRefused() {
    String grant = grant();
    int middle = grant.lastIndexOf('.') + 20;
    char other = grant.charAt(middle) == 'A' ? 'B' : 'A';
    String changed = grant.substring(0, middle) + other + grant.substring(middle + 1);
    grants.check(grant);
    Expect.refused("signature", () -> grants.check(changed));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "aud"})
  void anotherIssuersGrantsAreRefused(String claim) {
    Expect.refused(
        "another issuer",
        () ->
            grants.check(
                forged(header("ES256", "grant+jwt"), Map.of(claim, "https://id.example/other"))));
  }

  @Test
  void aGrantIsNotValidBeforeItsTime() {
    long now = issuer.clock.instant().getEpochSecond();
    grants.check(forged(header("ES256", "grant+jwt"), Map.of("nbf", now + 30)));
    Expect.refused(
        "not valid yet",
        () -> grants.check(forged(header("ES256", "grant+jwt"), Map.of("nbf", now + 31))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iat", "exp", "jti", "workload", "audiences", "max_ttl", "broker"})
  void everyClaimOfAGrantIsNeeded(String claim) {
    Expect.refused(
        "not those of a grant",
        () -> grants.check(forged(header("ES256", "grant+jwt"), Map.of(claim, "absent"))));
  }

  @Test
  void anIdentityTokenIsNoGrant() {
    String token =
        issuer
            .issuance
            .issue(
                new TokenShape(
                    "deployment:shop/d-42",
                    AWS,
                    Duration.ofMinutes(5),
                    io.vouchsafe.key.SigningAlgorithm.RS256,
                    Map.of()),
                "test",
                Deadline.in(Duration.ofSeconds(1)))
            .value();
    Expect.refused("not a grant", () -> grants.check(token));
  }

  @Test
  void aCheckedGrantIsRememberedAndNotVerifiedAgain() {
    String grant = grant();
    assertSame(grants.check(grant), grants.check(grant));
  }

  @Test
  void aVersionThatOnlyVerifiesIsStillGood() {
    String grant = issue(broker, request(60, 604_800, AWS)).value();
    issuer.addGrantVersion();
    issuer.pass(Duration.ofDays(1).plusHours(1));
    grants.check(grant);
    issuer.pass(Duration.ofDays(5));
    grants.check(grant);
  }

  @Test
  void aWithdrawnVersionTakesItsGrantsAlong() {
    String grant = grant();
    grants.check(grant);
    issuer.addGrantVersion();
    issuer.withdrawOldestGrantVersion();
    issuer.keys.refresh();
    Expect.refused("key is no longer in use", () -> grants.check(grant));
  }

  @Test
  void aRetiredVersionTakesItsGrantsAlongThoughVaultStillListsIt() {
    KeyVersion old = issuer.newestGrantVersion();
    Map<String, Object> header = header("ES256", "grant+jwt");
    issuer.addGrantVersion();
    issuer.pass(Duration.ofDays(9).minusSeconds(1));
    String grant = forged(header, Map.of(), old);
    grants.check(grant);
    issuer.pass(Duration.ofSeconds(1));
    Expect.refused("key is no longer in use", () -> grants.check(grant));
    Expect.refused("key is no longer in use", () -> grants.check(grant));
  }

  @Test
  void anOldRingNeitherAcceptsNorRefuses() {
    String grant = issue(broker, request(60, 604_800, AWS)).value();
    grants.check(grant);
    issuer.vaultUp = false;
    issuer.pass(Duration.ofHours(12));
    grants.check(grant);
    issuer.pass(Duration.ofSeconds(1));
    Problem problem =
        Expect.problem(Problem.Kind.UNAVAILABLE, "too long ago", () -> grants.check(grant));
    assertEquals(Optional.of(Duration.ofSeconds(30)), problem.retryAfter());
    issuer.vaultUp = true;
    issuer.pass(Duration.ofSeconds(30));
    grants.check(grant);
  }

  @Test
  void anUnknownKeyMayHaveBeenMadeSinceALateReading() {
    String grant = grant();
    issuer.addGrantVersion();
    issuer.withdrawOldestGrantVersion();
    issuer.keys.refresh();
    issuer.vaultUp = false;
    issuer.pass(Duration.ofSeconds(60));
    Expect.refused("key is no longer in use", () -> grants.check(grant));
    issuer.pass(Duration.ofSeconds(1));
    Expect.problem(
        Problem.Kind.UNAVAILABLE,
        "the grant key has not been read, or was read too long ago",
        () -> grants.check(grant));
  }

  @Test
  void beforeTheFirstReadingNothingCanBeTold() {
    String grant = grant();
    OneIssuer starting = new OneIssuer();
    Expect.problem(Problem.Kind.UNAVAILABLE, "not been read", () -> starting.grants.check(grant));
    Expect.problem(
        Problem.Kind.UNAVAILABLE,
        "GRANT",
        () ->
            starting.grants.issue(
                broker, request(60, 60, AWS), Deadline.in(Duration.ofSeconds(1))));
  }

  @Test
  void aGrantKeyIsNeeded() {
    IssuerKeys without =
        new IssuerKeys(
            _ -> {
              throw new AssertionError();
            },
            Map.of(KeyRole.RS256, issuer.keys.policy(KeyRole.RS256)),
            issuer.clock,
            new SilentKeyEvents());
    Expect.illegal(
        "grant key",
        () ->
            new Grants(
                OneIssuer.URL,
                without,
                name -> Optional.empty(),
                Optional.empty(),
                issuer.policy,
                issuer.issuance,
                new CheckedTokens(),
                issuer.clock));
  }
}
