package io.vouchsafe.ops.console;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.OrganisationsStage;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What GET /keys says of organisations. */
@QuarkusTest
@QuarkusTestResource(value = OrganisationsStage.class, restrictToAnnotatedClass = true)
class OrganisationPagesTest {
  private static final String JWKS = "/.well-known/jwks.json";

  OrganisationsStage stage;

  @Test
  void keysSayWhichKeysAnOrganisationLacksThatIsNotServed() {
    stage.made("to-lack");
    stage.bao().root().write("transit/keys/org-lacking-rs256", Map.of("type", "rsa-2048"));
    stage.bao().root().write("transit/keys/org-Lacking-es256", Map.of("type", "ecdsa-p256"));
    String keys = stage.managementUrl() + "/keys";
    eventually(
        "lacking",
        () ->
            Client.of(stage)
                .get(keys + "?org=lacking")
                .body()
                .at("/incomplete/0/misnamed")
                .isTextual());

    Answer found = Client.of(stage).get(keys + "?issuer=org/lacking");
    JsonNode lacking = found.body().at("/incomplete/0");
    assertEquals(0, found.body().path("issuers").size());
    assertEquals("org/lacking", lacking.path("name").asText());
    assertEquals("org-lacking-es256", lacking.at("/missing/0").asText());
    assertEquals("org-lacking-grant", lacking.at("/missing/1").asText());
    assertEquals("org-Lacking-es256", lacking.path("misnamed").asText());
    assertEquals(404, stage.client("lacking").get(JWKS).status());
    assertEquals(0, Client.of(stage).get(keys + "?org=to-lack").body().path("incomplete").size());
    assertEquals(
        "org/lacking", Client.of(stage).get(keys).body().at("/incomplete/0/name").asText());
  }

  @Test
  void keysPageAndFindOneByItsName() {
    stage.made("to-be-found");
    String keys = stage.managementUrl() + "/keys";

    Answer page = Client.of(stage).get(keys + "?limit=1");
    assertEquals("default", page.body().at("/issuers/0/name").asText());
    assertEquals("default", page.text("next"));
    Answer next = Client.of(stage).get(keys + "?limit=1&after=default");
    assertTrue(
        next.body().at("/issuers/0/name").asText().startsWith("org/"), next.body()::toString);
    stage.made("to-be-followed");
    Answer after = Client.of(stage).get(keys + "?limit=1&after=org/to-be-followed");
    assertEquals(List.of("org/to-be-found"), names(after), after.body()::toString);
    assertEquals("org/to-be-found", after.text("next"));
    Answer last = Client.of(stage).get(keys + "?limit=1000&after=org/to-be-found");
    assertEquals("second", names(last).getLast(), last.body()::toString);
    assertFalse(names(last).contains("org/to-be-found"), last.body()::toString);
    assertTrue(last.body().path("next").isNull(), last.body()::toString);
    Answer found = Client.of(stage).get(keys + "?org=to-be-found");
    assertEquals(1, found.body().path("issuers").size());
    assertEquals("org/to-be-found", found.body().at("/issuers/0/name").asText());
    assertTrue(found.body().at("/issuers/0/in_use").asBoolean());
    assertEquals(3, found.body().at("/issuers/0/keys").size());
    assertEquals(
        "second",
        Client.of(stage).get(keys + "?issuer=second").body().at("/issuers/0/name").asText());
    for (String wrong : List.of("org=X", "limit=0", "limit=1001", "size=3", "org=a&org=b")) {
      assertEquals(400, Client.of(stage).get(keys + "?" + wrong).status(), wrong);
    }
    assertEquals(0, Client.of(stage).get(keys + "?org=nobody").body().path("issuers").size());
  }

  @Test
  void keysFindAnIssuerByTheNameOfOneOfItsKeys() {
    stage.made("by-key");
    String keys = stage.managementUrl() + "/keys?key=";

    for (String key : List.of("org-by-key-rs256", "org-by-key-es256", "org-by-key-grant")) {
      assertEquals(List.of("org/by-key"), names(Client.of(stage).get(keys + key)), key);
    }
    assertEquals(List.of("second"), names(Client.of(stage).get(keys + "second-grant")));
    for (String other : List.of("org-by-key", "org-nobody-rs256", "org-by-key-rs512", "")) {
      assertEquals(List.of(), names(Client.of(stage).get(keys + other)), other);
    }
  }

  private static List<String> names(Answer keys) {
    return StreamSupport.stream(keys.body().path("issuers").spliterator(), false)
        .map(issuer -> issuer.path("name").asText())
        .toList();
  }
}
