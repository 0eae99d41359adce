package io.vouchsafe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Eventually;
import io.vouchsafe.testing.Stage;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the discovery document and the JWKS say. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class DocumentsTest {
  private static final String DISCOVERY = "/.well-known/openid-configuration";

  Stage stage;

  @BeforeEach
  void awaitKeys() {
    for (Client client : List.of(Client.of(stage), Client.ofSecond(stage))) {
      Eventually.eventually("the keys", () -> client.get("/.well-known/jwks.json").status() == 200);
    }
  }

  /** Every place of a discovery document, and the path of the issuer that it is about. */
  static Stream<Arguments> discoveries() {
    return Stream.of("openid-configuration", "oauth-authorization-server")
        .flatMap(
            name ->
                Stream.of(
                    Arguments.of("/.well-known/" + name, ""),
                    Arguments.of("/second/.well-known/" + name, "/second"),
                    Arguments.of("/.well-known/" + name + "/second", "/second")));
  }

  private Reply get(String path) {
    return Request.of("GET", path).send(stage);
  }

  @ParameterizedTest
  @MethodSource("discoveries")
  void discoveryTellsWhatARelyingPartyNeedsAndNoMore(String path, String issuer) {
    Reply reply = get(path);

    assertEquals(200, reply.status(), reply::text);
    assertEquals("application/json", reply.header("Content-Type"));
    JsonNode document = reply.json();
    assertEquals(
        Set.of(
            "issuer",
            "jwks_uri",
            "response_types_supported",
            "subject_types_supported",
            "id_token_signing_alg_values_supported",
            "scopes_supported",
            "claims_supported"),
        names(document));
    assertEquals(stage.url() + issuer, document.path("issuer").asText());
    assertEquals(
        stage.url() + issuer + "/.well-known/jwks.json", document.path("jwks_uri").asText());
    assertEquals(List.of("id_token"), texts(document.path("response_types_supported")));
    assertEquals(List.of("public"), texts(document.path("subject_types_supported")));
    assertEquals(List.of("openid"), texts(document.path("scopes_supported")));
    assertEquals(
        List.of("RS256", "ES256"), texts(document.path("id_token_signing_alg_values_supported")));
    Set<String> claims =
        new TreeSet<>(
            Set.of(
                "iss",
                "sub",
                "aud",
                "exp",
                "nbf",
                "iat",
                "jti",
                "org",
                "app",
                "deployment",
                "prod",
                "replicas",
                "tags",
                "note",
                "region"));
    if (issuer.equals("/second")) {
      claims.add("job");
    }
    assertEquals(List.copyOf(claims), texts(document.path("claims_supported")));
  }

  @Test
  void allFormsOfADiscoveryDocumentAreTheSame() {
    discoveries()
        .forEach(
            it ->
                assertEquals(
                    get(it.get()[1] + DISCOVERY).text(), get((String) it.get()[0]).text()));
    assertNotEquals(get(DISCOVERY).text(), get("/second" + DISCOVERY).text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/second"})
  void theJwksHasThePublicKeysOfIdentityTokensAndNothingElse(String issuer)
      throws ParseException, JOSEException {
    Reply reply = get(issuer + "/.well-known/jwks.json");

    assertEquals(200, reply.status());
    assertEquals("application/jwk-set+json", reply.header("Content-Type"));
    assertEquals(Set.of("keys"), names(reply.json()));
    assertTrue(reply.json().path("keys").size() >= 2);
    for (JsonNode jwk : reply.json().path("keys")) {
      switch (jwk.path("kty").asText()) {
        case "RSA" -> {
          assertEquals(Set.of("kty", "use", "alg", "kid", "n", "e"), names(jwk));
          assertEquals("RS256", jwk.path("alg").asText());
        }
        default -> {
          assertEquals(Set.of("kty", "use", "alg", "kid", "crv", "x", "y"), names(jwk));
          assertEquals("EC", jwk.path("kty").asText());
          assertEquals("ES256", jwk.path("alg").asText());
          assertEquals("P-256", jwk.path("crv").asText());
        }
      }
      assertEquals("sig", jwk.path("use").asText());
    }
    for (JWK jwk : JWKSet.parse(reply.text()).getKeys()) {
      assertEquals(jwk.computeThumbprint().toString(), jwk.getKeyID());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/second"})
  void theGrantKeyIsNotInTheJwks(String issuer) throws ParseException {
    Client client = new Client(stage, stage.url() + issuer);
    String grant =
        client.grant(issuer.isEmpty() ? Client.workload("d-42") : Map.of("job", "nightly"));
    JWKSet jwks = JWKSet.parse(get(issuer + "/.well-known/jwks.json").text());

    assertEquals(
        null, jwks.getKeyByKeyId(com.nimbusds.jwt.SignedJWT.parse(grant).getHeader().getKeyID()));
    String prefix = issuer.isEmpty() ? "vouchsafe" : "second";
    int versions =
        Stream.of("-rs256", "-es256")
            .mapToInt(it -> stage.bao().key(prefix + it).path("keys").size())
            .sum();
    assertEquals(versions, jwks.size());
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
