package io.vouchsafe.app;

import static io.vouchsafe.testing.StartSettings.ISSUER;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.config.ConfigFault;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a template's settings stops the start, with the setting and the reason. */
class TemplateSettingsTest extends JudgedStart {
  private static final String ORG = ISSUER.replace("default", "org");
  private static final String OTHER = ISSUER.replace("default", "other");

  private void template(String issuer, String url, String prefix) {
    for (var setting : List.copyOf(settings.properties().entrySet())) {
      if (setting.getKey().startsWith(ISSUER)) {
        settings.with(setting.getKey().replace(ISSUER, issuer), setting.getValue());
      }
    }
    settings.with(issuer + "issuer", url).with(issuer + "key-prefix", prefix);
  }

  private void assertFault(String property, String reason) {
    List<ConfigFault> faults = faults();

    assertEquals(List.of(property), faults.stream().map(ConfigFault::property).toList());
    String said = faults.getFirst().message();
    assertTrue(said.contains(reason), said);
  }

  @ParameterizedTest
  @CsvSource({
    "https://id.example.com/org/{org}, org-{org}",
    "https://id.example.com/a/{org}/id, 0{org}",
    "https://org.example.com/org/{org}, o.{org}.x",
  })
  void aTemplateStandsBesideAnIssuer(String url, String prefix) {
    template(ORG, url, prefix);

    assertDoesNotThrow(() -> check());
  }

  @Test
  void aTemplateMayStandAlone() {
    template(ORG, "https://id.example.com/{org}", "{org}");
    settings.without(ISSUER);

    assertDoesNotThrow(() -> check());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://{org}.example.com/id",
        "https://id.example.com/org-{org}",
        "https://id.example.com/{org}x",
        "https://id.example.com/{org}/{org}",
        "https://id.example.com/x?{org}",
      })
  void theOrganisationIsOneWholeSegmentOfThePath(String url) {
    template(ORG, url, "org-{org}");

    assertFault(ORG + "issuer", "{org}");
  }

  @Test
  void bothHaveTheOrganisationOrNeither() {
    template(ORG, "https://id.example.com/org/{org}", "org");
    assertFault(ORG + "key-prefix", "such as org-{org}:");
    template(ORG, "https://id.example.com/org/{org}", "org-");
    assertFault(ORG + "key-prefix", "such as org-{org}:");
    template(ORG, "https://id.example.com/org", "org-{org}");
    assertFault(ORG + "issuer", "must have {org}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{org}-{org}", ".{org}", "{org}.", "a b{org}"})
  void theKeysCanHaveTheirNames(String prefix) {
    template(ORG, "https://id.example.com/org/{org}", prefix);

    assertFault(
        ORG + "key-prefix", prefix.startsWith("{org}-") ? "exactly once" : "key-prefix must");
  }

  @Test
  void theLongestNameHasToFit() {
    template(ORG, "https://id.example.com/org/{org}", "x".repeat(38) + "{org}");

    assertFault(ORG + "key-prefix", "at most 100");
  }

  @Test
  void anotherIssuersKeysAreNoOrganisations() {
    template(ORG, "https://id.example.com/org/{org}", "org-{org}");
    template(OTHER, "https://id.example.com/other", "org-acme");

    assertFault(OTHER + "key-prefix", "is that of organisation acme of issuer org");
  }

  /** The template's Vault policies mean {@code org-*}. */
  @ParameterizedTest
  @ValueSource(strings = {"org", "org-Shop", "org-.x"})
  void anotherIssuersKeysAreNotMeantByTheTemplatesPolicies(String prefix) {
    template(ORG, "https://id.example.com/org/{org}", "org-{org}");
    template(OTHER, "https://id.example.com/other", prefix);

    assertFault(OTHER + "key-prefix", "begin with org-, which the Vault policies of issuer org");
  }

  @ParameterizedTest
  @CsvSource({
    "https://id.example.com/org/acme, https://id.example.com/org/{org}",
    "https://id.example.com/org, https://id.example.com/org/{org}",
    "https://id.example.com/org/acme/grants, https://id.example.com/org/{org}",
  })
  void anotherIssuersPathIsNoOrganisations(String fixed, String url) {
    template(ORG, url, "org-{org}");
    template(OTHER, fixed, "other");

    assertFault(OTHER + "issuer", "has calls in common with an organisation of issuer org");
  }

  @ParameterizedTest
  @CsvSource({
    "https://id.example.com/a/{org}, org-x{org}, key-prefix, can make the same",
    "https://id.example.com/a/{org}, o{org}, key-prefix, can make the same",
    "https://other.example.com/org/{org}, a.{org}, issuer, has the same path",
    "https://id.example.com/org/{org}/grants, a.{org}, issuer, can make calls",
  })
  void twoTemplatesMakeNothingTwice(String url, String prefix, String property, String reason) {
    template(ORG, "https://id.example.com/org/{org}", "org-{org}");
    template(OTHER, url, prefix);

    assertFault(OTHER + property, reason);
  }

  @Test
  void noKeysAreSharedByAFile() {
    template(ORG, "https://id.example.com/org/{org}", "org-{org}");
    settings.with(ORG + "extra-jwks", folder.resolve("jwks.json").toString());

    assertFault(ORG + "extra-jwks", "keys that they share");
  }

  @Test
  void anOrganisationsIssuerIsNoTrustedIssuerOfAnExchange() {
    settings.exchanging(folder);
    template(ORG, "https://id.example.com/org/{org}", "org-{org}");
    settings.with(ORG + "trusted-issuers.jobs.issuer", "https://id.example.com/org/whoever");

    assertTrue(
        faults().stream()
            .map(ConfigFault::message)
            .anyMatch(it -> it.contains("an issuer of ours")),
        () -> faults().toString());
  }

  @Test
  void aDefaultAudienceIsNoOrganisations() {
    template(ORG, "https://id.example.com/org/{org}", "org-{org}");
    settings.with(ISSUER + "default-audience", "https://ID.example.com/org/whoever/");

    assertFault(ISSUER + "default-audience", "must not be an issuer's URL");
  }

  /** No token is ever issued for it, so nobody may be given the right to it. */
  @ParameterizedTest
  @CsvSource({
    "brokers.control.audiences, https://ID.example.com/org/whoever/",
    "brokers.control.audiences, https://id.example.com/",
    "exchanges.jobs.audiences, https://id.example.com/org/%61cme",
  })
  void nobodyIsGivenAnAudienceThatIsAnIssuersUrl(String setting, String audience) {
    settings.exchanging(folder);
    template(ORG, "https://id.example.com/org/{org}", "org-{org}");
    settings.with(ISSUER + setting, "sts.amazonaws.com," + audience);

    assertFault(ISSUER + setting, "has " + audience + ", for which no token is issued");
  }

  @Test
  void noProfileIsOfAnIssuersUrl() {
    template(ORG, "https://id.example.com/org/{org}", "org-{org}");
    String profile = ISSUER + "audiences.\"https://id.example.com/org/acme\"";
    settings.with(profile + ".max-ttl", "10m");

    assertFault(profile, "is one for which no token is issued");
  }

  @Test
  void whatIsCheckedOfAnIssuersUrlIsCheckedOfATemplates() {
    template(ORG, "http://id.example.com/org/{org}", "org-{org}");

    assertFault(ORG + "issuer", "must be https");
  }
}
