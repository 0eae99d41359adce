package io.vouchsafe.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.proof.Claims;
import io.vouchsafe.proof.TrustedIssuer;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import io.vouchsafe.proof.TrustedIssuers;
import io.vouchsafe.testing.Expect;
import io.vouchsafe.token.Entitlement;
import io.vouchsafe.token.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One exchange: its conditions, what becomes of claims, and what stops the start. */
class TokenExchangeTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Map<String, List<String>> CLAIMS =
      Map.of("owner", List.of("acme", "team-*"), "id", List.of("*"), "verified", List.of("true"));
  private static final Map<String, String> ATTRIBUTES =
      Map.of("org", "{owner}", "app", "{id}", "deployment", "ci");
  private static final List<String> AUDIENCES = List.of("api.example");

  private final TrustedIssuer issuer = trusted("jobs");

  private static TrustedIssuer trusted(String name) {
    return TrustedIssuers.standard(
        name,
        new Identity.Issuer("https://%s.example".formatted(name)),
        "https://id.example/token",
        new KeySource.OfFile(Path.of("jwks.json")),
        Optional.empty(),
        Optional.empty());
  }

  private TokenExchange exchange(Map<String, List<String>> claims) {
    return TokenExchange.of("ci", issuer, claims, Map.of("org", "acme"), AUDIENCES, HOUR);
  }

  private TokenExchange exchange() {
    return TokenExchange.of("ci", issuer, CLAIMS, ATTRIBUTES, AUDIENCES, HOUR);
  }

  private static Claims claims(String json) {
    try {
      return new Claims((ObjectNode) new ObjectMapper().readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'owner':'acme','id':'7','verified':'true'}",
        "{'owner':'acme','id':'7','verified':true}",
        "{'owner':'team-x','id':'7','verified':true,'more':[1]}",
        "{'owner':'team-','id':'*','verified':true}",
      })
  void aTokenWhoseClaimsFulfilEveryConditionIsTaken(String json) {
    assertTrue(exchange().takes(issuer, claims(json.replace('\'', '"'))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'owner':'acme','id':'7'}",
        "{'owner':'Acme','id':'7','verified':true}",
        "{'owner':'acme ','id':'7','verified':true}",
        "{'owner':'acme2','id':'7','verified':true}",
        "{'owner':'team','id':'7','verified':true}",
        "{'owner':['acme'],'id':'7','verified':true}",
        "{'owner':{'x':'acme'},'id':'7','verified':true}",
        "{'owner':null,'id':'7','verified':true}",
        "{'owner':'acme','id':'','verified':true}",
        "{'owner':'acme','id':7,'verified':true}",
        "{'owner':'acme','id':['7'],'verified':true}",
        "{'owner':'acme','id':'7\\u0000','verified':true}",
        "{'owner':'acme','id':'7\\u200b','verified':true}",
        "{'owner':'acme','id':'7\\ud800','verified':true}",
        "{'owner':'acme','id':'7','verified':false}",
        "{'owner':'acme','id':'7','verified':1}",
        "{'owner':'acme','id':'7','verified':'True'}",
      })
  void everyOtherIsNot(String json) {
    assertFalse(exchange().takes(issuer, claims(json.replace('\'', '"'))));
  }

  @Test
  void aTokenOfAnotherTrustedIssuerIsNotTaken() {
    Claims good = claims("{\"owner\":\"acme\",\"id\":\"7\",\"verified\":true}");

    assertFalse(exchange().takes(trusted("others"), good));
  }

  @Test
  void claimsBecomeAttributes() {
    Entitlement entitlement =
        exchange().entitle("repo:acme/x", claims("{\"owner\":\"acme\",\"id\":\"7\"}"));

    assertEquals(
        "{app=Text[value=7], deployment=Text[value=ci], org=Text[value=acme]}",
        entitlement.workload().attributes().toString());
    assertEquals(AUDIENCES, entitlement.audiences().sorted());
    assertEquals(HOUR, entitlement.maxTtl());
    assertEquals("exchange ci repo:acme/x", entitlement.grantedBy());
    assertEquals(Optional.empty(), entitlement.grant());
  }

  /** A boolean may be a condition; what becomes an attribute is a string. */
  @Test
  void aClaimThatIsNoStringBecomesNoAttribute() {
    TokenExchange exchange =
        TokenExchange.of(
            "ci",
            issuer,
            Map.of("flag", List.of("true")),
            Map.of("org", "{flag}"),
            AUDIENCES,
            HOUR);
    assertTrue(exchange.takes(issuer, claims("{\"flag\":true}")));

    Expect.problem(
        Problem.Kind.FORBIDDEN,
        "the claim that becomes workload.org is not a string",
        () -> exchange.entitle("s", claims("{\"flag\":true}")));
  }

  /** Buckets and turns remember callers by this; a sub may have as many octets as a form. */
  @Test
  void aVeryLongSubjectIsKnownByItsDigest() {
    Claims good = claims("{\"owner\":\"acme\",\"id\":\"7\"}");
    String one = exchange().entitle("a".repeat(256), good).grantedBy();
    String other = exchange().entitle("a".repeat(257), good).grantedBy();

    assertEquals("exchange ci ".length() + 64, one.length());
    assertFalse(one.equals(other));
    assertTrue(exchange().entitle("a".repeat(255), good).grantedBy().endsWith("aaa"));
  }

  private void assertRefused(
      String reason,
      Map<String, List<String>> claims,
      Map<String, String> attributes,
      List<String> audiences,
      Duration maxTtl) {
    String said =
        assertThrows(
                IllegalArgumentException.class,
                () -> TokenExchange.of("ci", issuer, claims, attributes, audiences, maxTtl))
            .getMessage();
    assertTrue(said.contains(reason), said);
    assertEquals(1, said.lines().count(), said);
  }

  @ParameterizedTest
  @CsvSource({
    "*,claims has no condition",
    "a*b,claims.owner may have a * only at the end",
    "list:a,claims.owner has a rule for lists",
    "'',claims.owner needs a value",
    "'a\u200b',claims.owner must not contain",
  })
  void aConditionThatCannotBeStopsTheStart(String allowed, String reason) {
    assertRefused(
        reason, Map.of("owner", List.of(allowed)), Map.of("org", "acme"), AUDIENCES, HOUR);
  }

  @Test
  void withoutAnyConditionTheStartStops() {
    assertRefused("claims has no condition", Map.of(), Map.of("org", "acme"), AUDIENCES, HOUR);
  }

  @ParameterizedTest
  @CsvSource({
    "org,{other},'takes other, for which claims has no rule; add claims.other'",
    "org,{owner}-x,must be one claim in braces",
    "org,{owner}{id},must be one claim in braces",
    "org,{},must be one claim in braces",
    "org,owner},must be one claim in braces",
    "org,' ',needs a claim in braces",
    "org,'a\u200b',attributes.org must not contain",
    "sub,acme,is a reserved claim name",
    "Org,acme,does not match",
  })
  void anAttributeThatCannotBeStopsTheStart(String name, String source, String reason) {
    assertRefused(reason, CLAIMS, Map.of(name, source), AUDIENCES, HOUR);
  }

  @Test
  void withoutAttributesOrAudiencesOrWithAnImpossibleLifetimeTheStartStops() {
    assertRefused("attributes is missing", CLAIMS, Map.of(), AUDIENCES, HOUR);
    assertRefused("audiences is missing", CLAIMS, ATTRIBUTES, List.of(), HOUR);
    assertRefused("an audience must not", CLAIMS, ATTRIBUTES, List.of("a\u200b"), HOUR);
    assertRefused("max-ttl must be", CLAIMS, ATTRIBUTES, AUDIENCES, Duration.ofSeconds(59));
    assertRefused("max-ttl must be", CLAIMS, ATTRIBUTES, AUDIENCES, HOUR.plusSeconds(1));
  }

  @ParameterizedTest
  @CsvSource({
    "acme,acme,true",
    "acme,other,false",
    "acme*,acme/x,true",
    "acme/x,acme*,true",
    "acme/x*,acme/*,true",
    "acme/*,acme/x*,true",
    "acme/*,other/*,false",
    "a*,b,false",
    "b,a*,false",
  })
  void twoThatOneTokenCouldBeForAreKnown(String one, String other, boolean overlap) {
    TokenExchange first = exchange(Map.of("owner", List.of(one), "x", List.of("1")));

    assertEquals(overlap, first.mayBeMistakenFor(exchange(Map.of("owner", List.of("zzz", other)))));
  }

  /** A condition that only one of them has tells nothing apart. */
  @Test
  void conditionsOnDifferentClaimsOverlap() {
    assertTrue(
        exchange(Map.of("a", List.of("1"))).mayBeMistakenFor(exchange(Map.of("b", List.of("2")))));
  }
}
