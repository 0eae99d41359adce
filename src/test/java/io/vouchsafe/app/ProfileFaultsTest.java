package io.vouchsafe.app;

import static io.vouchsafe.testing.StartSettings.BROKER;
import static io.vouchsafe.testing.StartSettings.ISSUER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.config.ConfigFault;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a relying party would refuse in every token stops the start. */
class ProfileFaultsTest extends JudgedStart {
  private static final String AWS = ISSUER + "audiences.\"sts.amazonaws.com\".";
  private static final String AZURE = ISSUER + "audiences.\"api://AzureADTokenExchange\".";
  private static final String SVID = ISSUER + "audiences.\"svid\".";
  private static final String SPIFFE_ID = "spiffe://example.org/{org}/{app}";

  private String fault(String property) {
    List<ConfigFault> faults = faults();
    assertEquals(List.of(property), faults.stream().map(ConfigFault::property).toList());
    return faults.getFirst().message();
  }

  private void good() {
    check();
  }

  @Test
  void awsTakesNoIssuerWithAPort() {
    settings.with(ISSUER + "issuer", "https://id.example.com:8443").with(AWS + "profile", "aws");

    assertEquals(
        AWS
            + "profile: is aws, and AWS takes an issuer that is https and has no port, but "
            + ISSUER
            + "issuer is https://id.example.com:8443 (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html)",
        fault(AWS + "profile"));
    settings.with(AWS + "profile", "generic");
    good();
  }

  /** Where it is tried with what stands in for the relying party. */
  @Test
  void onLoopbackAnIssuerMayHaveAPort() {
    settings.with(ISSUER + "issuer", "http://localhost:8080").with(AWS + "profile", "aws");
    settings.with(AZURE + "profile", "azure").with(AZURE + "subject", "{org}/{app}");
    good();
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws", "google", "azure"})
  void theCloudsTakeNoIssuerThatIsHttp(String profile) {
    settings
        .with(ISSUER + "issuer", "http://id.example.com")
        .with(ISSUER + "allow-http", "true")
        .with(ISSUER + "audiences.\"a\".profile", profile)
        .with(ISSUER + "audiences.\"a\".subject", "{org}/{app}");

    assertTrue(fault(ISSUER + "audiences.\"a\".profile").contains("takes an issuer that is https"));
    settings.with(ISSUER + "issuer", "https://id.example.com");
    good();
  }

  @Test
  void kubernetesTakesNoIssuerThatIsHttpAnywhere() {
    settings
        .with(ISSUER + "issuer", "http://localhost:8080")
        .with(ISSUER + "audiences.\"a\".profile", "kubernetes");
    assertTrue(fault(ISSUER + "audiences.\"a\".profile").contains("Kubernetes takes an issuer"));
    settings.with(ISSUER + "issuer", "https://localhost:8080");
    good();
  }

  @Test
  void azureTakesRs256Alone() {
    settings
        .with(AZURE + "profile", "azure")
        .with(AZURE + "subject", "{org}/{app}")
        .with(AZURE + "algorithm", "ES256");

    assertTrue(fault(AZURE + "profile").contains("Azure takes RS256"));
    settings.with(AZURE + "profile", "vault");
    good();
  }

  @ParameterizedTest
  @CsvSource({"aws, 255", "google, 256", "azure, 600"})
  void anAudienceIsShortEnough(String profile, int longest) {
    String audience = "a".repeat(longest);
    settings
        .with(ISSUER + "audiences." + audience + ".profile", profile)
        .with(ISSUER + "audiences." + audience + ".subject", "{org}/{app}");
    good();
    settings
        .with(ISSUER + "audiences.a" + audience + ".profile", profile)
        .with(ISSUER + "audiences.a" + audience + ".subject", "{org}/{app}");
    assertTrue(
        fault(ISSUER + "audiences.\"a" + audience + "\".profile")
            .contains(
                "of at most %d characters, but this one has %d".formatted(longest, longest + 1)));
  }

  @ParameterizedTest
  @CsvSource({"aws, 255", "azure, 600"})
  void anIssuerIsShortEnough(String profile, int longest) {
    String start = "https://id.example.com/";
    String issuer = start + "a".repeat(longest - start.length());
    settings
        .with(ISSUER + "audiences.\"a\".profile", profile)
        .with(ISSUER + "audiences.\"a\".subject", "{org}/{app}")
        .with(ISSUER + "issuer", issuer);
    good();
    settings.with(ISSUER + "issuer", issuer + "a");
    assertTrue(fault(ISSUER + "audiences.\"a\".profile").contains("at most %d".formatted(longest)));
  }

  /** Google Cloud takes at most 127 characters for google.subject. */
  @Test
  void aSubjectThatIsNeverShortEnoughIsRefused() {
    settings.with(ISSUER + "audiences.\"a\".subject", "x".repeat(126) + ":{org}");
    assertTrue(
        fault(ISSUER + "audiences.\"a\".subject").contains("Google Cloud takes at most 127"));
    settings.with(ISSUER + "audiences.\"a\".subject", "x".repeat(125) + ":{org}");
    good();
    settings.with(ISSUER + "subject", "x".repeat(124) + ":{org}/{app}");
    assertTrue(fault(ISSUER + "subject").contains("makes a sub of at least 128 characters"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"spiffe", "SPIFFE"})
  void noOtherProfileMakesJwtSvids(String scheme) {
    String template = scheme + "://example.org/{org}/{app}";
    settings.with(ISSUER + "audiences.\"a\".subject", template);
    assertTrue(fault(ISSUER + "audiences.\"a\".subject").contains("makes every token a JWT-SVID"));
    settings.without(ISSUER + "audiences").with(ISSUER + "subject", template);
    assertTrue(fault(ISSUER + "subject").contains("makes every token a JWT-SVID"));
  }

  @Test
  void aJwtSvidNeedsASpiffeId() {
    settings.with(SVID + "profile", "spiffe");
    assertTrue(fault(SVID + "subject").contains("SPIFFE takes a SPIFFE ID"));
    settings.with(SVID + "subject", "deployment:{org}");
    assertTrue(fault(SVID + "subject").contains("must be a SPIFFE ID"));
    settings.with(SVID + "subject", SPIFFE_ID);
    good();
  }

  /** SPIFFE Trust Domain and Bundle, 6.2. */
  @Test
  void theKeysOfAnIssuerAreThoseOfOneTrustDomain() {
    settings.with(SVID + "profile", "spiffe").with(SVID + "subject", SPIFFE_ID);
    settings
        .with(ISSUER + "audiences.\"t\".profile", "spiffe")
        .with(ISSUER + "audiences.\"t\".subject", "spiffe://other.org/{org}");
    assertTrue(fault(ISSUER + "audiences.\"t\".subject").contains("example.org, other.org"));
    settings.with(ISSUER + "audiences.\"t\".subject", "spiffe://example.org/{org}");
    good();
  }

  @ParameterizedTest
  @CsvSource({
    "tags.Org, org, tags",
    "roles, arn:aws:iam::123456789012:role/{org}, roles",
    "transitive-tags, Org, transitive-tags"
  })
  void whatIsOfAwsIsForItsProfileAlone(String setting, String value, String property) {
    settings.with(ISSUER + "audiences.\"a\"." + setting, value);
    assertTrue(fault(ISSUER + "audiences.\"a\"." + property).contains("for"));
  }

  @Test
  void tagsAndRolesThatAwsRefusesAreRefused() {
    settings.with(AWS + "profile", "aws").with(AWS + "tags.\"aws:org\"", "org");
    assertTrue(fault(AWS + "tags").contains("prefix aws:"));
    settings.without(AWS + "tags").with(AWS + "roles", "arn:aws:iam::123456789012:role/*");
    assertTrue(fault(AWS + "roles").contains("makes no ARN of a role"));
    settings
        .with(AWS + "roles", "arn:aws:iam::123456789012:role/{org}")
        .with(AWS + "tags.Org", "org");
    good();
  }

  @Test
  void aClaimOfItsOwnTakesNoNameOfAnother() {
    settings.with(ISSUER + "audiences.\"a\".claims.sub", "org");
    assertTrue(fault(ISSUER + "audiences.\"a\".claims.sub").contains("reserved"));
    settings.without(ISSUER + "audiences").with(ISSUER + "audiences.\"a\".claims.app", "org");
    assertTrue(fault(ISSUER + "audiences.\"a\".claims.app").contains("broker control may set"));
    settings
        .without(ISSUER + "audiences")
        .with(ISSUER + "audiences.\"a\".claims.\"https://aws.amazon.com/roles\"", "org");
    assertTrue(
        fault(ISSUER + "audiences.\"a\".claims.https").contains("tags and roles of profile=aws"));
    settings.without(ISSUER + "audiences").with(ISSUER + "audiences.\"a\".claims.owner", "org");
    good();
  }

  @ParameterizedTest
  @CsvSource({
    "subject, '{org}/{team}'",
    "claims.owner, team",
    "tags.Team, team",
    "roles, arn:aws:iam::123456789012:role/{team}"
  })
  void anAudienceThatNobodyCanFillIsRefused(String setting, String value) {
    settings.with(AWS + "profile", "aws").with(AWS + setting, value);
    assertTrue(fault(AWS.substring(0, AWS.length() - 1)).contains("so nobody gets one"));
    settings.with(BROKER + "audiences", "sts.amazonaws.com");
    assertTrue(fault(BROKER + "attributes").contains("has no rule for team"));
    settings.with(BROKER + "attributes.team", "*");
    good();
  }

  @Test
  void anExchangeFillsAnAudienceAsABrokerDoes() {
    String exchange = ISSUER + "exchanges.ci.";
    settings.with(AWS + "profile", "aws").with(AWS + "tags.Team", "team");
    settings
        .with(ISSUER + "trusted-issuers.ci.issuer", "https://ci.example")
        .with(ISSUER + "trusted-issuers.ci.audience", "https://id.example.com/token")
        .with(exchange + "trusted-issuer", "ci")
        .with(exchange + "claims.owner", "shop")
        .with(exchange + "attributes.org", "shop")
        .with(exchange + "attributes.app", "{owner}")
        .with(exchange + "attributes.deployment", "{owner}")
        .with(exchange + "audiences", "*");
    assertTrue(fault(AWS.substring(0, AWS.length() - 1)).contains("so nobody gets one"));
    settings.with(exchange + "attributes.team", "ci");
    good();
    settings
        .without(exchange + "attributes.team")
        .with(exchange + "audiences", "sts.amazonaws.com");
    assertTrue(fault(exchange + "attributes").contains("so nobody gets one by exchange ci"));
    settings.without(AWS).with(ISSUER + "audiences.\"a\".claims.app", "org");
    settings.without(BROKER + "attributes.app").with(ISSUER + "subject", "{org}/{deployment}");
    assertTrue(fault(ISSUER + "audiences.\"a\".claims.app").contains("exchange ci sets, too"));
  }

  @Test
  void timesBeyondTheBoundsAreRefused() {
    settings.with(ISSUER + "audiences.\"a\".nbf-allowance", "601s");
    assertTrue(fault(ISSUER + "audiences.\"a\".nbf-allowance").contains("0 and 600 seconds"));
    settings
        .without(ISSUER + "audiences")
        .with(ISSUER + "audiences.\"a\".max-ttl", "5m")
        .with(ISSUER + "audiences.\"a\".default-ttl", "6m");
    assertTrue(fault(ISSUER + "audiences.\"a\".default-ttl").contains("60 and 300 seconds"));
  }
}
