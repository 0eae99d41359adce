package io.vouchsafe.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Stage;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the console shows in each state is what {@code GET /keys} and {@code GET /status} say. */
@Tag("slow")
class ConsoleStatesIT {
  /** As many characters of an instant are its date and its time in whole seconds. */
  private static final int SECONDS = 19;

  @RegisterExtension private static final ConsoleBed bed = ConsoleBed.running("console-states");

  private Page page;

  @BeforeEach
  void open() {
    page = bed.page();
  }

  private static JsonNode said(String path) {
    return Http.get(bed.stage().managementUrl() + path).body();
  }

  @Test
  void aGoodService() {
    page.shows("#signing h2", "Tokens can be signed");
    assertEquals("good", page.value("document.querySelector('#signing').dataset.state").asText());
    assertTrue(page.is("document.title.startsWith('✓ Tokens can be signed')"));
    for (JsonNode issuer : said("/keys").path("issuers")) {
      page.shows("#keys", issuer.path("issuer").asText());
      for (JsonNode key : issuer.path("keys")) {
        page.shows("#signing", key.path("name").asText() + " signs with version 1");
        page.shows("#keys", key.path("name").asText());
        page.shows("#keys", "Version 1 is the one that signs.");
      }
    }
    JsonNode status = said("/status");
    JsonNode instance = status.path("instance");
    for (String fact : List.of("version", "commit", "runtime", "host", "rotation")) {
      page.shows("#instance", instance.path(fact).asText());
    }
    page.shows("#instance", instance.at("/vault/address").asText());
    page.shows("#instance", status.at("/issuers/0/policies/published/digest").asText());
    page.shows("#instance", status.at("/issuers/0/policies/grant/digest").asText());
    page.shows("#trusted", Stage.TRUSTED_ISSUER);
  }

  @Test
  void everyVersionStandsInATableWithItsTimes() {
    page.value("document.querySelectorAll('details').forEach(it => { it.open = true; })");

    for (JsonNode version : said("/keys").findValues("versions")) {
      page.shows("#keys", version.at("/0/kid").asText());
      String created = version.at("/0/created").asText().substring(0, SECONDS);
      page.shows("#keys", created.replace("T", " "));
    }
  }

  @Test
  void tokensAndRefusalsAreCounted() {
    Client client = bed.client();
    String grant = client.grant(Client.workload("d-1"));
    client.token(grant, "a");
    assertEquals(404, client.get("/nothing").status());

    page.shows("#refusals", "not-found");
    page.shows("#refusals", "There is nothing here");
    page.shows("#trusted", "keys are read");
    assertTrue(
        page.is(
            "document.querySelectorAll('#rates [data-key=\"Tokens issued\"] rect').length > 0"));
    String issued =
        page.value("document.querySelector('#chart-tokens-issued').textContent").asText();
    assertTrue(issued.matches("Tokens issued in the last hour: [1-9].*"), issued);
  }

  @Test
  void vaultIsSealed() {
    bed.stage().bao().seal();
    try {
      page.shows("#signing h2", "No token can be signed");
      page.shows("#signing .why", "Vault is sealed");
      page.shows("#signing .remedy", "vault operator unseal");
      page.shows("#signing", "Since");
      page.shows("#signing", "vouchsafe-rs256 signs nothing");
      page.shows("#keys", "vouchsafe-rs256");
      assertTrue(page.is("document.title.startsWith('✗')"));
      assertTrue(page.text("#news").contains("no. No token can be signed"), page.text("#news"));
    } finally {
      bed.stage().bao().unseal();
    }
    page.shows("#signing h2", "Tokens can be signed");
  }

  @Test
  void aRotationIsAnnounced() {
    bed.stage().bao().rotate("second-es256");

    String key = "#keys [data-key=\"second-es256\"]";
    page.shows(key, "version 2: announced");
    page.shows(key, "version 2 begins to sign");
    page.shows(key, "version 1 leaves the JWKS");
    page.shows(key, "Version 1 is the one that signs.");
    assertTrue(page.is("document.querySelector('%s .announced')".formatted(key)));
    assertTrue(
        page.value("document.querySelector('%s svg title').textContent".formatted(key))
            .asText()
            .contains("version 2 is announced, signing from"));
  }
}
