package io.vouchsafe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.nimbusds.jwt.JWTClaimsSet;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.IssuedSecrets;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.net.URLEncoder;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two issuers in one service: nothing of one is worth anything at the other. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class SeveralIssuersTest {
  private static final Map<String, ?> CHECKOUT = Client.workload("d-42");
  private static final Map<String, ?> NIGHTLY = Map.of("job", "nightly");

  Stage stage;
  private Client first;
  private Client second;

  @BeforeEach
  void callBoth() {
    first = Client.of(stage);
    second = Client.ofSecond(stage);
  }

  @Test
  void eachHasATemplateAndAnIssOfItsOwn() throws ParseException {
    JWTClaimsSet one =
        Tokens.verified(first, first.token(first.grant(CHECKOUT), "api.example")).getJWTClaimsSet();
    JWTClaimsSet other =
        Tokens.verified(second, second.token(second.grant(NIGHTLY), "api.example"))
            .getJWTClaimsSet();

    assertEquals(stage.url(), one.getIssuer());
    assertEquals("deployment:shop/checkout/d-42", one.getSubject());
    assertEquals(stage.url() + "/second", other.getIssuer());
    assertEquals("job:nightly", other.getSubject());
    assertEquals("nightly", other.getStringClaim("job"));
  }

  @Test
  void eachHasADefaultAudienceOfItsOwn() throws ParseException {
    Answer answer = get(second, "/id-token?api-version=1", second.grant(NIGHTLY));

    assertEquals(200, answer.status(), answer.body()::toString);
    String token = IssuedSecrets.remember(answer.text("value"));
    assertEquals(
        List.of("second.example"), Tokens.verified(second, token).getJWTClaimsSet().getAudience());
    assertEquals(400, get(first, "/id-token?api-version=1", first.grant(CHECKOUT)).status());
  }

  @Test
  void eachTellsTheWayBackToItself() {
    Answer answer =
        second.post(
            "/grants", second.proof(), Map.of("workload", NIGHTLY, "audiences", List.of("*")));
    IssuedSecrets.remember(answer.text("grant"));

    assertEquals(stage.url() + "/second/id-token?api-version=1", answer.text("request_url"));
    assertEquals(
        200,
        get(second, answer.text("request_url") + "&audience=a", answer.text("grant")).status());
  }

  @Test
  void eachHasAttributesOfItsOwn() {
    Map<String, ?> both = Map.of("org", "shop", "app", "a", "deployment", "d", "job", "nightly");

    assertEquals("workload.job", refused(403, grant(first, first.proof(), both, "a")));
    assertEquals("workload.job", refused(400, grant(second, second.proof(), CHECKOUT, "a")));
    assertEquals(201, grant(second, second.proof(), both, "a").status());
  }

  @Test
  void theyShareNoKey() {
    assertNotEquals(jwks(first), jwks(second));
    for (String kid : kids(first)) {
      assertFalse(kids(second).contains(kid));
    }
  }

  @Test
  void aGrantOfOneIsNoneAtTheOther() {
    String one = first.grant(CHECKOUT);
    String other = second.grant(NIGHTLY);

    refused(401, get(second, "/id-token?audience=a", one));
    refused(401, get(first, "/id-token?audience=a", other));
    refused(401, second.post("/id-tokens", one, tokens("a")));
    refused(401, first.post("/id-tokens", other, tokens("a")));
    assertEquals(200, first.idToken(one, "a").status());
    assertEquals(200, second.idToken(other, "a").status());
  }

  @Test
  void aGrantOfOneIsNoneAtTheOtherEvenAfterItWasGoodAtItsOwn() {
    String grant = first.grant(CHECKOUT);
    assertEquals(200, first.idToken(grant, "a").status());
    refused(401, get(second, "/id-token?audience=a", grant));
    assertEquals(200, first.idToken(grant, "a").status());
  }

  @Test
  void aProofForOneIsNoneAtTheOther() {
    refused(401, grant(second, first.proof(), NIGHTLY, "a"));
    refused(401, grant(first, second.proof(), CHECKOUT, "a"));
    refused(401, second.post("/id-tokens", first.proof(), tokens("a")));
  }

  @Test
  void aBrokerOfOneIsNoneAtTheOther() {
    String edge = second.proof("edge/eu-1");

    assertEquals(201, grant(first, first.proof("edge/eu-1"), CHECKOUT, "api.example").status());
    refused(403, grant(second, edge, NIGHTLY, "api.example"));
  }

  @Test
  void aTokenOfOneDoesNotVerifyWithTheKeysOfTheOther() {
    String one = first.token(first.grant(CHECKOUT), "a");
    String other = second.token(second.grant(NIGHTLY), "a");

    Tokens.verifiedBy(jwks(first), one);
    Tokens.verifiedBy(jwks(second), other);
    assertThrows(AssertionError.class, () -> Tokens.verifiedBy(jwks(second), one));
    assertThrows(AssertionError.class, () -> Tokens.verifiedBy(jwks(first), other));
  }

  @Test
  void noTokenCanPoseAsAGrantOrAProofAtEither() {
    for (Client client : List.of(first, second)) {
      String grant = client.grant(client == first ? CHECKOUT : NIGHTLY);
      for (String audience : ours().toList()) {
        Answer answer =
            get(client, "/id-token?audience=" + URLEncoder.encode(audience, UTF_8), grant);

        assertEquals("audience", refused(403, answer), audience);
        assertEquals(
            403,
            client
                .post("/id-tokens", grant, tokens(audience))
                .body()
                .at("/tokens/A/status")
                .asInt(),
            audience);
      }
    }
  }

  @Test
  void noGrantIsMadeForWhatPosesAsAGrantOrAProofAtEither() {
    for (Client client : List.of(first, second)) {
      for (String audience : ours().toList()) {
        refused(403, grant(client, client.proof(), client == first ? CHECKOUT : NIGHTLY, audience));
      }
    }
  }

  /** Whom an identity token must never be for. */
  private Stream<String> ours() {
    return Stream.of(
            stage.url(), stage.url() + "/second", Stage.PROOF_AUDIENCE, Stage.SECOND_PROOF_AUDIENCE)
        .flatMap(audience -> Stream.of(audience, audience + "/"));
  }

  private static String refused(int status, Answer answer) {
    assertEquals(status, answer.status(), answer.body()::toString);
    return answer.text("member");
  }

  private static Answer get(Client client, String path, String bearer) {
    Answer answer = client.get(path, "Authorization", "Bearer " + bearer);
    if (answer.body().has("value")) {
      IssuedSecrets.remember(answer.text("value"));
    }
    return answer;
  }

  private static Answer grant(
      Client client, String proof, Map<String, ?> workload, String audience) {
    Answer answer =
        client.post("/grants", proof, Map.of("workload", workload, "audiences", List.of(audience)));
    if (answer.body().has("grant")) {
      IssuedSecrets.remember(answer.text("grant"));
    }
    return answer;
  }

  private static Map<String, ?> tokens(String audience) {
    return Map.of("tokens", Map.of("A", Map.of("audience", audience)));
  }

  private static String jwks(Client client) {
    return client.get("/.well-known/jwks.json").http().body();
  }

  private static List<String> kids(Client client) {
    return client.get("/.well-known/jwks.json").body().path("keys").findValuesAsText("kid");
  }
}
