package io.vouchsafe.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudienceFormTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://id.example/org",
        "https://id.example/org/",
        "https://id.example/org///",
        " https://id.example/org",
        "\thttps://id.example/org/ \u00a0",
        "\u3000https://id.example/org",
        "HTTPS://id.example/org",
        "https://ID.Example/org",
        "https://id.example:443/org",
        "https://id.example:/org",
        "https://id.example.:0443/org/",
        "https://id.example./org"
      })
  void spellingsOfOneUrlAreOne(String audience) {
    assertEquals("https://id.example/org", AudienceForm.of(audience));
  }

  @ParameterizedTest
  @CsvSource({
    "https://id.example/Org, https://id.example/Org",
    "https://id.example:80/org, https://id.example:80/org",
    "http://Id.example:80, http://id.example",
    "http://id.example:443/, http://id.example:443",
    "https://id.example:8443/a/, https://id.example:8443/a",
    "https://User@ID.example, https://User@id.example",
    "https://ID.example?Q=1/, https://id.example?Q=1",
    "//IAM.googleapis.com/Projects/1/, //iam.googleapis.com/Projects/1",
    "https://[2001:DB8::1]:443/A, https://[2001:db8::1]/A",
    "SPIFFE://Prod.example/A, spiffe://prod.example/A"
  })
  void onlySchemeHostAndPortAreFolded(String audience, String form) {
    assertEquals(form, AudienceForm.of(audience));
  }

  @ParameterizedTest
  @CsvSource({"' Vouchsafe/ ', Vouchsafe", "urn:A:B, urn:A:B", "a//B/, a//B", "'/', ''"})
  void whatIsNoUrlIsTrimmed(String audience, String form) {
    assertEquals(form, AudienceForm.of(audience));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://id.example",
        "https://id.example/org/2",
        "http://id.example/org",
        "https://id.example.evil/org",
        "https://id.example@evil/org",
        "https://id.example/ORG"
      })
  void otherUrlsAreOthers(String audience) {
    assertNotEquals("https://id.example/org", AudienceForm.of(audience));
  }
}
