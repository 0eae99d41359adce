package io.vouchsafe.http;

import static io.vouchsafe.testing.Eventually.eventually;
import static io.vouchsafe.testing.OrganisationsStage.workload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.IssuedSecrets;
import io.vouchsafe.testing.IssuerSettings;
import io.vouchsafe.testing.OrganisationsStage;
import io.vouchsafe.testing.Tokens;
import java.text.ParseException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An issuer for every organisation, made by one template while the service runs. */
@QuarkusTest
@QuarkusTestResource(value = OrganisationsStage.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = OrganisationsTest.Exchange.class, restrictToAnnotatedClass = true)
class OrganisationsTest {
  private static final String JWKS = "/.well-known/jwks.json";

  /** Every organisation takes the tokens of a GitHub, whose owners are organisations. */
  public static final class Exchange implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
      Map<String, String> config = new HashMap<>();
      ExchangeStage.takes(new IssuerSettings(config, "org"), SubjectTokens.GITHUB);
      return config;
    }

    @Override
    public void stop() {}
  }

  OrganisationsStage stage;

  @AfterEach
  void mend() {
    stage.vault().mend();
  }

  @Test
  void anOrganisationThatIsMadeAtRunTimeIsAnIssuerOfItsOwn() throws ParseException {
    assertEquals(404, stage.client("acme").get(JWKS).status());

    Client acme = stage.made("acme");

    String iss = stage.url() + "/org/acme";
    assertEquals(iss, acme.get("/.well-known/openid-configuration").text("issuer"));
    assertEquals(
        iss, Client.of(stage).get("/.well-known/openid-configuration/org/acme").text("issuer"));
    assertEquals(2, acme.get(JWKS).body().path("keys").size());
    JWTClaimsSet claims =
        Tokens.verified(acme, acme.token(acme.grant(workload("acme")), "api.example"))
            .getJWTClaimsSet();
    assertEquals(iss, claims.getIssuer());
    assertEquals("acme", claims.getStringClaim("org"));
  }

  @Test
  void eachHasKeysAndGrantsOfItsOwn() {
    Client one = stage.made("one");
    Client two = stage.made("two");
    String grant = one.grant(workload("one"));

    assertNotEquals(one.get(JWKS).http().body(), two.get(JWKS).http().body());
    assertEquals(200, one.idToken(grant, "a").status());
    assertEquals(401, two.idToken(grant, "a").status());
    assertEquals(401, Client.of(stage).idToken(grant, "a").status());
  }

  @Test
  void aWorkloadOfAnotherOrganisationIsRefusedByName() {
    Client acme = stage.made("acme-eu");
    for (Map<String, ?> other :
        List.of(workload("acme"), Map.of("app", "checkout", "deployment", "d"))) {
      Answer grant =
          acme.post("/grants", acme.proof(), Map.of("workload", other, "audiences", List.of("a")));
      Answer direct =
          acme.post(
              "/id-tokens",
              acme.proof(),
              Map.of("workload", other, "tokens", Map.of("A", Map.of("audience", "a"))));

      int refused = other.containsKey("org") ? 403 : 400;
      assertEquals(refused, grant.status(), grant.body()::toString);
      assertEquals("workload.org", grant.text("member"));
      assertTrue(
          refused == 400 || grant.text("detail").contains("acme-eu"), grant.body()::toString);
      assertEquals(403, direct.body().at("/tokens/A/status").asInt(), direct.body()::toString);
      assertEquals("workload.org", direct.body().at("/tokens/A/member").asText());
    }
  }

  @Test
  void noIssuerMakesATokenForAUrlThatAnOrganisationHasOrCouldHave() {
    Client acme = stage.made("for-audiences");
    String ofAcme = acme.grant(workload("for-audiences"));
    String ofDefault = Client.of(stage).grant(Client.workload("d"));

    for (String audience :
        Stream.of("for-audiences", "nobody", "x").map(it -> stage.url() + "/org/" + it).toList()) {
      assertRefused(acme, ofAcme, audience);
      assertRefused(Client.of(stage), ofDefault, audience);
      assertRefused(Client.of(stage), ofDefault, audience + "/");
    }
    assertEquals(200, acme.idToken(ofAcme, stage.url() + "/org/Nobody").status());
  }

  private static void assertRefused(Client client, String grant, String audience) {
    Answer answer = client.idToken(grant, audience);

    assertEquals(403, answer.status(), audience);
    assertEquals("audience", answer.text("member"));
  }

  @Test
  void aNameThatIsNoneIsNotFoundAndCostsVaultNothing() {
    stage.made("for-strangers");
    stage.vault().forget();
    for (String none :
        List.of("nobody", "No", "-a", "a".repeat(64), "for-strangers%20", "", "for-strangers/x")) {
      Client client = stage.client(none);
      assertEquals(404, client.get(JWKS).status(), none);
      assertEquals(404, client.get("/id-token?audience=a").status(), none);
    }
    assertEquals(List.of(), stage.vault().seen(path -> path.contains("nobody")));
  }

  @Test
  void whereVaultIsAwayNothingIsForgotten() {
    Client acme = stage.made("while-away");
    String grant = acme.grant(workload("while-away"));
    String before = acme.get(JWKS).http().body();

    stage.vault().breaksAll(BreakingProxy.Fault.answer(503, "{\"errors\":[]}"));
    assertEquals(before, acme.get(JWKS).http().body());
    assertEquals(404, stage.client("never").get(JWKS).status());
    eventually("no token", () -> acme.idToken(grant, "a").status() == 503);
    stage.vault().mend();
    eventually("a token", () -> acme.idToken(grant, "a").status() == 200);
  }

  @Test
  void aListThatFailsKeepsTheNames() {
    Client acme = stage.made("listed");
    stage
        .vault()
        .breaks(
            path -> path.contains("list=true") || path.endsWith("/keys"),
            BreakingProxy.Fault.answer(500, "{\"errors\":[]}"));
    stage.make("unlisted");

    assertEquals(404, stage.client("unlisted").get(JWKS).status());
    assertEquals(200, acme.get(JWKS).status());
    stage.vault().mend();
    stage.served("unlisted");
  }

  @Test
  void anOrganisationWhoseKeysAreGoneSignsNoMoreAndItsDocumentsStay() {
    Client acme = stage.made("to-go");
    String grant = acme.grant(workload("to-go"));
    assertEquals(200, acme.idToken(grant, "a").status());
    String before = acme.get(JWKS).http().body();

    stage.delete("to-go");

    eventually("gone", () -> acme.idToken(grant, "a").status() == 404);
    assertEquals(404, acme.post("/grants", acme.proof(), Map.of()).status());
    assertEquals(before, acme.get(JWKS).http().body());
    Answer keys = Client.of(stage).get(stage.managementUrl() + "/keys?org=to-go");
    JsonNode gone = keys.body().at("/issuers/0");
    assertTrue(gone.path("gone_since").isTextual(), gone::toString);
    assertEquals(0, gone.path("faults").size(), gone::toString);
    assertEquals(3, gone.path("keys").size(), gone::toString);
    for (JsonNode key : gone.path("keys")) {
      assertEquals("none", key.path("next_action").asText(), key::toString);
      assertEquals("verifying", key.at("/versions/0/phase").asText(), key::toString);
      assertEquals(gone.path("gone_since"), key.at("/versions/0/signs_until"), key::toString);
    }
  }

  @Test
  void makingAHundredWhileItServesLosesNothing() {
    List<Client> served = List.of(stage.made("served-1"), stage.made("served-2"));
    Map<Client, String> grants = new LinkedHashMap<>();
    served.forEach(it -> grants.put(it, it.grant(workload(it.issuer().replaceAll(".*/", "")))));
    List<String> hundred = IntStream.range(0, 100).mapToObj("m-%d"::formatted).toList();
    Map<Integer, Integer> statuses = new TreeMap<>();

    Thread making = Thread.ofVirtual().start(() -> stage.makeAll(hundred));
    while (making.isAlive()) {
      grants.forEach(
          (client, grant) -> statuses.merge(client.idToken(grant, "a").status(), 1, Integer::sum));
    }

    assertEquals(Set.of(200), statuses.keySet(), statuses::toString);
    for (String org : hundred) {
      Client made = stage.served(org);
      Tokens.verified(made, made.token(made.grant(workload(org)), "a"));
    }
  }

  @Test
  void anOrganisationWithAKeyOfAnotherTypeSaysSoAndOperatorsReadWhich() {
    stage.make("odd", Map.of("es256", "ed25519"));
    Client odd = stage.client("odd");
    eventually("listed", () -> odd.get("/id-token?audience=a").status() == 401);

    Answer documents = odd.get(JWKS);
    assertEquals(503, documents.status());
    assertEquals("the keys of this issuer cannot be used", documents.text("detail"));
    JsonNode fault =
        Client.of(stage)
            .get(stage.managementUrl() + "/keys?org=odd")
            .body()
            .at("/issuers/0/faults/0");
    assertEquals("org-odd-es256", fault.path("key").asText());
    assertEquals(
        "it is of type ed25519, and ES256 takes ecdsa-p256",
        fault.path("reason").asText(),
        fault::toString);
    assertTrue(fault.path("remedy").asText().contains("--key-prefix org-odd"), fault::toString);
  }

  @Test
  void anExchangeForAnotherOrganisationIsRefused() {
    ExchangeForms form = ExchangeForms.of(SubjectTokens.GITHUB.token());
    stage.made("octo-org");
    stage.made("others");

    Reply own = form.requestAt("/org/octo-org").send(stage);
    assertEquals(200, own.status(), own::text);
    IssuedSecrets.remember(own.json().path("access_token").asText());
    Reply other = form.requestAt("/org/others").send(stage);
    assertEquals(400, other.status(), other::text);
    assertEquals("invalid_request", other.json().path("error").asText());
    assertTrue(other.json().path("error_description").asText().contains("others"), other::text);
  }
}
