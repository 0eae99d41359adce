package io.vouchsafe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.AudienceProfiles;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Eventually;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens for audiences with profiles, signed by a real Vault. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
@QuarkusTestResource(value = AudienceProfiles.class, restrictToAnnotatedClass = true)
class ProfiledTokensTest {
  private static final String BUNDLE = "/.well-known/spiffe-bundle.json";

  Stage stage;
  private Client client;

  @BeforeEach
  void awaitKeys() {
    client = Client.of(stage);
    Eventually.eventually("the keys", () -> client.get(BUNDLE).status() == 200);
  }

  private static Map<String, Object> workload(String attribute, Object value) {
    Map<String, Object> workload = new HashMap<>(Client.workload("d-42"));
    workload.put("note", "a note");
    workload.put(attribute, value);
    return workload;
  }

  private JWTClaimsSet claims(String audience) throws ParseException {
    String token = client.token(client.grant(workload("org", "shop")), audience);
    return Tokens.verified(client, token).getJWTClaimsSet();
  }

  private static long seconds(JWTClaimsSet claims, String from, String to) throws ParseException {
    return (claims.getDateClaim(to).getTime() - claims.getDateClaim(from).getTime()) / 1000;
  }

  @Test
  void awsGetsSessionTagsAndRoles() throws ParseException {
    JWTClaimsSet claims = claims(AudienceProfiles.AWS);

    assertEquals("deployment:shop/checkout/d-42", claims.getSubject());
    assertEquals(
        Map.of(
            "principal_tags",
            Map.of("Org", List.of("shop"), "Note", List.of("a note")),
            "transitive_tag_keys",
            List.of("Org")),
        claims.getClaim("https://aws.amazon.com/tags"));
    assertEquals(
        List.of("arn:aws:iam::123456789012:role/shop/checkout"),
        claims.getClaim("https://aws.amazon.com/roles"));
  }

  @Test
  void discoveryNamesTheClaimsOfProfiles() {
    JsonNode discovery = client.get("/.well-known/openid-configuration").body();
    List<String> claims = new ArrayList<>();
    discovery.path("claims_supported").forEach(claim -> claims.add(claim.asText()));

    assertTrue(
        claims.containsAll(
            List.of("owner", "https://aws.amazon.com/tags", "https://aws.amazon.com/roles")),
        claims::toString);
    JsonNode second = Client.ofSecond(stage).get("/.well-known/openid-configuration").body();
    assertFalse(second.path("claims_supported").toString().contains("aws"));
  }

  @Test
  void azureGetsAShortSubForAnHour() throws ParseException {
    JWTClaimsSet claims = claims(AudienceProfiles.AZURE);

    assertEquals("app:shop/checkout", claims.getSubject());
    assertEquals(3600, seconds(claims, "iat", "exp"));
    assertEquals(60, seconds(claims, "nbf", "iat"));
    assertFalse(claims.getClaims().containsKey("https://aws.amazon.com/tags"));
  }

  @Test
  void whatIsSetByHandHolds() throws ParseException {
    JWTClaimsSet claims = claims(AudienceProfiles.VAULT);

    assertEquals(120, seconds(claims, "iat", "exp"));
    assertEquals(5, seconds(claims, "nbf", "iat"));
    assertEquals("shop", claims.getStringClaim("owner"));
  }

  @Test
  void anAudienceWithoutAProfileIsAsBefore() throws ParseException {
    JWTClaimsSet claims = claims("other.example");

    assertEquals("deployment:shop/checkout/d-42", claims.getSubject());
    assertEquals(300, seconds(claims, "iat", "exp"));
    assertEquals(60, seconds(claims, "nbf", "iat"));
  }

  @Test
  void aJwtSvidVerifiesWithTheBundle() throws ParseException {
    String token = client.token(client.grant(workload("org", "shop")), AudienceProfiles.SPIFFE);
    Answer bundle = client.get(BUNDLE);
    OpenApiTest.conforms(
        "~1.well-known~1spiffe-bundle.json/get", "200", "application/json", bundle);

    JWTClaimsSet claims =
        Tokens.verifiedBy(bundle.http().body().replace("jwt-svid", "sig"), token).getJWTClaimsSet();
    assertEquals("spiffe://example.org/shop/checkout", claims.getSubject());
    assertEquals(List.of(AudienceProfiles.SPIFFE), claims.getAudience());
    assertEquals("application/json", bundle.header("Content-Type"));
    assertEquals(300, bundle.body().path("spiffe_refresh_hint").asInt());
    assertTrue(bundle.body().path("spiffe_sequence").asLong() >= 2);
    JsonNode jwks = client.get("/.well-known/jwks.json").body();
    assertEquals(
        jwks.path("keys").findValuesAsText("kid"),
        bundle.body().path("keys").findValuesAsText("kid"));
    assertEquals(
        List.of("jwt-svid", "jwt-svid"), bundle.body().path("keys").findValuesAsText("use"));
  }

  @Test
  void theBundleIsCachedAsTheJwksIs() {
    Reply bundle = Request.of("GET", BUNDLE).send(stage);
    Reply jwks = Request.of("GET", "/.well-known/jwks.json").send(stage);

    for (String header : List.of("Cache-Control", "Access-Control-Allow-Origin")) {
      assertEquals(jwks.header(header), bundle.header(header), header);
    }
    assertNotEquals(jwks.header("ETag"), bundle.header("ETag"));
    Reply again =
        Request.of("GET", BUNDLE).header("If-None-Match", bundle.header("ETag")).send(stage);
    assertEquals(304, again.status());
    assertEquals(0, again.body().length);
    assertEquals(405, Request.of("POST", BUNDLE).json("{}").send(stage).status());
  }

  @Test
  void onlyAnIssuerOfJwtSvidsHasABundle() {
    assertEquals(404, Client.ofSecond(stage).get(BUNDLE).status());
    assertEquals(404, client.get(BUNDLE + "/second").status());
  }

  private Answer idToken(String audience, Map<String, ?> workload) {
    Answer answer =
        client.post(
            "/id-tokens",
            client.proof(),
            Map.of("workload", workload, "tokens", Map.of("A", Map.of("audience", audience))));
    assertEquals(200, answer.status(), answer.body()::toString);
    return answer;
  }

  @ParameterizedTest
  @CsvSource({
    "sts.amazonaws.com, note, 'a,b', AWS takes values of session tags",
    "sts.amazonaws.com, note, 'a*', AWS takes values of session tags",
    "sts.amazonaws.com, app, '../admin', AWS takes letters",
    "sts.amazonaws.com, app, 'a/admin', AWS takes letters",
    "sts.amazonaws.com, app, '*', AWS takes letters",
    "sts.amazonaws.com, app, 'é', AWS takes letters",
    "spiffe://example.org/api, app, '../other', SPIFFE takes letters",
    "spiffe://example.org/api, app, 'a/b', SPIFFE takes letters",
    "spiffe://example.org/api, app, '..', SPIFFE takes letters",
    "spiffe://example.org/api, app, 'a%2Fb', SPIFFE takes letters",
    "spiffe://example.org/api, app, 'ａ', SPIFFE takes letters",
    "spiffe://example.org/api, app, 'a?b#c', SPIFFE takes letters",
  })
  void whatTheRelyingPartyWouldRefuseIsRefused(
      String audience, String attribute, String value, String rule) {
    JsonNode refused =
        idToken(audience, workload(attribute, value)).body().path("tokens").path("A");

    assertEquals(400, refused.path("status").asInt(), refused::toString);
    assertEquals("workload." + attribute, refused.path("member").asText());
    assertTrue(refused.path("detail").asText().contains("; " + rule), refused::toString);
    JsonNode other = idToken("other.example", workload(attribute, value)).body();
    assertTrue(other.at("/tokens/A/value").isTextual(), other::toString);
  }

  @Test
  void aTagIsNeverLeftOut() {
    Map<String, Object> workload = workload("org", "shop");
    workload.remove("note");

    JsonNode refused = idToken(AudienceProfiles.AWS, workload).body().path("tokens").path("A");
    assertEquals("workload.note", refused.path("member").asText(), refused::toString);
  }
}
