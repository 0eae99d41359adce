package io.vouchsafe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import io.vouchsafe.testing.VaultApi;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Stage.class)
class MainJobTest {
  Stage stage;
  private Client client;

  @BeforeEach
  void callTheIssuerAtTheRoot() {
    client = Client.of(stage);
  }

  @Test
  void aWorkloadGetsATokenOfTheShapeThatEveryRelyingPartyTakes() throws ParseException {
    Answer answer = client.idToken(client.grant(Client.workload("d-42")), "sts.amazonaws.com");

    assertEquals(200, answer.status(), answer.body().toString());
    assertEquals("no-store", answer.header("Cache-Control"));
    assertEquals(Set.of("value", "count"), Set.copyOf(fieldNames(answer.body())));
    assertEquals(answer.text("value").length(), answer.body().path("count").asInt());
    SignedJWT token = Tokens.verified(client, answer.text("value"));
    assertEquals(Set.of("alg", "kid", "typ"), token.getHeader().toJSONObject().keySet());
    assertEquals(JWSAlgorithm.RS256, token.getHeader().getAlgorithm());
    assertEquals("JWT", token.getHeader().getType().toString());
    Map<String, Object> claims = token.getPayload().toJSONObject();
    assertEquals(
        Set.of("iss", "sub", "aud", "iat", "nbf", "exp", "jti", "org", "app", "deployment"),
        claims.keySet());
    assertEquals(stage.url(), claims.get("iss"));
    assertEquals("deployment:shop/checkout/d-42", claims.get("sub"));
    assertEquals("sts.amazonaws.com", claims.get("aud"));
    long issuedAt = (Long) claims.get("iat");
    assertEquals(issuedAt - 60, claims.get("nbf"));
    assertEquals(issuedAt + 300, claims.get("exp"));
    assertTrue(
        Duration.between(Instant.ofEpochSecond(issuedAt), Instant.now()).abs().toSeconds() <= 60);
  }

  private static List<String> fieldNames(JsonNode node) {
    return node.properties().stream().map(Map.Entry::getKey).toList();
  }

  @Test
  void everyTokenHasAnIdOfItsOwn() throws ParseException {
    String grant = client.grant(Client.workload("d-42"));
    JWTClaimsSet one = Tokens.verified(client, client.token(grant, "a")).getJWTClaimsSet();
    JWTClaimsSet other = Tokens.verified(client, client.token(grant, "a")).getJWTClaimsSet();

    assertTrue(!one.getJWTID().equals(other.getJWTID()));
  }

  @Test
  void attributesBecomeClaimsOfTheirOwnType() throws ParseException {
    String grant =
        client.grant(
            Map.of(
                "org",
                "shop",
                "app",
                "checkout",
                "deployment",
                "7",
                "prod",
                true,
                "replicas",
                9_007_199_254_740_991L,
                "tags",
                List.of("a", "b"),
                "note",
                "é/:%"));
    Map<String, Object> claims =
        Tokens.verified(client, client.token(grant, "a")).getPayload().toJSONObject();

    assertEquals("deployment:shop/checkout/7", claims.get("sub"));
    assertEquals("7", claims.get("deployment"));
    assertEquals(true, claims.get("prod"));
    assertEquals(9_007_199_254_740_991L, claims.get("replicas"));
    assertEquals(List.of("a", "b"), claims.get("tags"));
    assertEquals("é/:%", claims.get("note"));
  }

  @Test
  void theAudienceProfileChoosesTheAlgorithm() throws ParseException {
    String token = client.token(client.grant(Client.workload("d-42")), Stage.ES256_AUDIENCE);

    assertEquals(JWSAlgorithm.ES256, Tokens.verified(client, token).getHeader().getAlgorithm());
  }

  @Test
  void theLifetimeIsTheOneAskedFor() throws ParseException {
    Answer answer =
        client.get(
            "/id-token?audience=a&ttl=600",
            "Authorization",
            "Bearer " + client.grant(Client.workload("d-42")));
    JWTClaimsSet claims = Tokens.verified(client, answer.text("value")).getJWTClaimsSet();

    assertEquals(600_000, claims.getExpirationTime().getTime() - claims.getIssueTime().getTime());
  }

  @Test
  void aGrantTellsHowToUseIt() {
    Answer answer =
        client.post(
            "/grants",
            client.proof(),
            Map.of(
                "workload",
                Client.workload("d-42"),
                "audiences",
                List.of("a"),
                "max_ttl",
                600,
                "expires_in",
                120));

    assertEquals(201, answer.status(), answer.body().toString());
    assertEquals("no-store", answer.header("Cache-Control"));
    assertEquals(stage.url() + "/id-token?api-version=1", answer.text("request_url"));
    assertEquals(
        answer.text("request_url"),
        answer.body().path("env").path("ACTIONS_ID_TOKEN_REQUEST_URL").asText());
    assertEquals(
        answer.text("grant"),
        answer.body().path("env").path("ACTIONS_ID_TOKEN_REQUEST_TOKEN").asText());
    Duration life = Duration.between(Instant.now(), Instant.parse(answer.text("expires_at")));
    assertTrue(life.toSeconds() > 60 && life.toSeconds() <= 120, life.toString());
    Answer token =
        client.get(
            answer.text("request_url") + "&audience=a",
            "Authorization",
            "bearer " + answer.text("grant"));
    assertEquals(200, token.status(), token.body().toString());
  }

  @Test
  void severalTokensAtOnceEachForItsAudience() throws ParseException {
    Answer answer =
        client.post(
            "/id-tokens",
            client.grant(Client.workload("d-42")),
            Map.of(
                "tokens",
                Map.of(
                    "AWS", Map.of("audience", "sts.amazonaws.com", "ttl", 900),
                    "EC", Map.of("audience", Stage.ES256_AUDIENCE),
                    "BAD", Map.of("audience", ""))));

    assertEquals(200, answer.status(), answer.body().toString());
    JsonNode tokens = answer.body().path("tokens");
    JWTClaimsSet aws = Tokens.verified(client, tokens.at("/AWS/value").asText()).getJWTClaimsSet();
    assertEquals(List.of("sts.amazonaws.com"), aws.getAudience());
    assertEquals(
        aws.getExpirationTime().toInstant(), Instant.parse(tokens.at("/AWS/expires_at").asText()));
    assertEquals(
        JWSAlgorithm.ES256,
        Tokens.verified(client, tokens.at("/EC/value").asText()).getHeader().getAlgorithm());
    assertEquals(400, tokens.at("/BAD/status").asInt());
    assertEquals("audience", tokens.at("/BAD/member").asText());
  }

  @Test
  void aBrokerGetsTokensForWorkloadsItNames() throws ParseException {
    Answer answer =
        client.post(
            "/id-tokens",
            client.proof(),
            Map.of(
                "workload",
                Client.workload("d-1"),
                "tokens",
                Map.of(
                    "one", Map.of("audience", "a"),
                    "two", Map.of("audience", "a", "workload", Client.workload("d-2")),
                    "three", Map.of("audience", "a", "workload", Map.of("org", "elsewhere")))));

    assertEquals(200, answer.status(), answer.body().toString());
    JsonNode tokens = answer.body().path("tokens");
    assertEquals("deployment:shop/checkout/d-1", subject(tokens.at("/one/value").asText()));
    assertEquals("deployment:shop/checkout/d-2", subject(tokens.at("/two/value").asText()));
    assertEquals(403, tokens.at("/three/status").asInt());
    assertEquals("workload.org", tokens.at("/three/member").asText());
  }

  private String subject(String token) throws ParseException {
    return Tokens.verified(client, token).getJWTClaimsSet().getSubject();
  }

  @Test
  void aRelyingPartyThatIsNotOursTakesTheTokenAndRefusesOthers() {
    VaultApi root = stage.bao().root();
    root.call("POST", "sys/auth/workloads", Map.of("type", "jwt"));
    root.write("auth/workloads/config", Map.of("oidc_discovery_url", stage.url()));
    root.write(
        "auth/workloads/role/checkout",
        Map.of(
            "role_type", "jwt",
            "user_claim", "sub",
            "bound_audiences", List.of("vault.example"),
            "bound_subject", "deployment:shop/checkout/d-42"));
    String mine = client.grant(Client.workload("d-42"));
    String other = client.grant(Client.workload("d-43"));
    String good = client.token(mine, "vault.example");

    assertEquals(200, login(good));
    assertEquals(400, login(client.token(mine, "another.example")));
    assertEquals(400, login(client.token(other, "vault.example")));
    assertEquals(400, login(changed(good)));
    assertEquals(200, login(client.token(mine, "vault.example")));
  }

  private int login(String token) {
    return stage
        .bao()
        .as("")
        .call("POST", "auth/workloads/login", Map.of("role", "checkout", "jwt", token))
        .status();
  }

  private static String changed(String token) {
    int middle = token.indexOf('.') + 20;
    char other = token.charAt(middle) == 'A' ? 'B' : 'A';
    return token.substring(0, middle) + other + token.substring(middle + 1);
  }

  @Test
  void aRotationIsPublishedAndSigningGoesOnUnderTheOldVersion() throws Exception {
    String grant = client.grant(Client.workload("d-42"));
    String before = Tokens.verified(client, client.token(grant, "a")).getHeader().getKeyID();
    int published = client.get("/.well-known/jwks.json").body().path("keys").size();

    stage.bao().rotate("vouchsafe-rs256");
    Instant until = Instant.now().plusSeconds(20);
    while (client.get("/.well-known/jwks.json").body().path("keys").size() == published) {
      assertTrue(Instant.now().isBefore(until), "the new version is not published");
      Thread.sleep(50);
    }

    assertEquals(before, Tokens.verified(client, client.token(grant, "a")).getHeader().getKeyID());
  }
}
