package io.vouchsafe.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The page on Kubernetes as a relying party: its {@code AuthenticationConfiguration} has no field
 * that {@code apiserver.config.k8s.io/v1} does not know, and meets what the API server checks when
 * it reads one. A schema of it is in no OpenAPI document, since it is a file and no object.
 */
class KubernetesPageTest {
  private static final ObjectMapper STRICT =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  record Configuration(String apiVersion, String kind, List<Jwt> jwt, Map<String, ?> anonymous) {}

  record Jwt(
      Issuer issuer,
      List<Rule> claimValidationRules,
      Mappings claimMappings,
      List<Rule> userValidationRules) {}

  record Issuer(
      URI url,
      URI discoveryURL,
      String certificateAuthority,
      List<String> audiences,
      String audienceMatchPolicy,
      String egressSelectorType) {}

  record Rule(String claim, String requiredValue, String expression, String message) {}

  record Mappings(Mapping username, Mapping groups, Mapping uid, List<Map<String, String>> extra) {}

  record Mapping(String claim, String prefix, String expression) {}

  @Test
  void theApiServerKnowsEveryFieldAndTakesEveryValue() throws IOException {
    Configuration file =
        STRICT.readValue(
            Block.texts("docs/relying-parties/kubernetes.md", "yaml").getFirst(),
            Configuration.class);

    assertEquals("apiserver.config.k8s.io/v1", file.apiVersion());
    assertEquals("AuthenticationConfiguration", file.kind());
    assertEquals(1, file.jwt().size());
    Jwt jwt = file.jwt().getFirst();
    assertEquals("https", jwt.issuer().url().getScheme());
    assertEquals(1, jwt.issuer().audiences().size());
    jwt.claimValidationRules().forEach(KubernetesPageTest::assertOneOf);
    assertMapped(jwt.claimMappings().username());
    assertMapped(jwt.claimMappings().groups());
  }

  /** A rule is a claim with its value, or an expression with a message. */
  private static void assertOneOf(Rule rule) {
    assertTrue((rule.claim() == null) != (rule.expression() == null), rule::toString);
    assertTrue(rule.message() == null || rule.expression() != null, rule::toString);
  }

  /** A claim needs a prefix, even an empty one; {@code system:} is Kubernetes' own. */
  private static void assertMapped(Mapping mapping) {
    assertTrue((mapping.claim() == null) != (mapping.expression() == null), mapping::toString);
    if (mapping.claim() != null) {
      assertNotNull(mapping.prefix(), mapping::toString);
    }
    assertTrue(!Optional.ofNullable(mapping.prefix()).orElse("").startsWith("system:"));
  }
}
