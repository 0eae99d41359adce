package io.vouchsafe.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.http.ErrorTable.Refusal;
import io.vouchsafe.http.ErrorTable.Reply;
import io.vouchsafe.http.ErrorTable.Request;
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

/** The discovery document and the JWKS, as relying parties, caches and browsers fetch them. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class DocumentsTest {
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final String CACHING =
      "public, max-age=300, stale-while-revalidate=60, stale-if-error=3600";

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

  static Stream<String> documents() {
    return Stream.concat(
        discoveries().map(it -> (String) it.get()[0]),
        Stream.of("/.well-known/jwks.json", "/second/.well-known/jwks.json"));
  }

  private Reply get(String path, String... headers) {
    return ask("GET", path, headers);
  }

  private Reply ask(String method, String path, String... headers) {
    Request request = Request.of(method, path);
    for (int i = 0; i < headers.length; i += 2) {
      request = request.header(headers[i], headers[i + 1]);
    }
    return request.send(stage);
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

  @ParameterizedTest
  @MethodSource("documents")
  void everyReadGivesTheSameOctets(String path) {
    Reply one = get(path);
    Reply other = get(path, "Authorization", "Bearer x", "Accept", "text/html", "Host", "evil");

    assertArrayEquals(one.body(), other.body());
    assertEquals(one.header("ETag"), other.header("ETag"));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void cachesAndBrowsersMayKeepIt(String path) {
    Reply reply = get(path, "Origin", "https://console.example");

    assertEquals(CACHING, reply.header("Cache-Control"));
    assertTrue(reply.header("ETag").matches("\"[\\x21\\x23-\\x7e]+\""), reply.header("ETag"));
    assertEquals("*", reply.header("Access-Control-Allow-Origin"));
    assertFalse(reply.has("Set-Cookie"));
    assertFalse(reply.has("Vary"));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void whoHasItIsToldSoWithoutABody(String path) {
    String etag = get(path).header("ETag");
    for (String condition :
        List.of(
            etag, "W/" + etag, "*", "\"other\", " + etag, etag + ",\"other\"", "\"a\",W/" + etag)) {
      for (String method : List.of("GET", "HEAD")) {
        Reply reply = ask(method, path, "If-None-Match", condition);

        assertEquals(304, reply.status(), condition);
        assertEquals(0, reply.body().length);
        assertEquals(etag, reply.header("ETag"));
        assertEquals(CACHING, reply.header("Cache-Control"));
        assertEquals("*", reply.header("Access-Control-Allow-Origin"));
        assertFalse(reply.has("Content-Length"), "a length of 0 is not that of the document");
        assertFalse(reply.has("Content-Type"));
      }
    }
    assertEquals(
        304, get(path, "If-None-Match", "\"other\"", "If-None-Match", etag).status(), "two lines");
  }

  @ParameterizedTest
  @MethodSource("documents")
  void whoHasAnotherOneGetsIt(String path) {
    String etag = get(path).header("ETag");
    for (String condition :
        List.of("\"other\"", "", etag.replace("\"", ""), "w/" + etag, "\"" + etag + "\"")) {
      assertEquals(200, get(path, "If-None-Match", condition).status(), condition);
    }
    assertEquals(200, get(path, "If-Modified-Since", "Thu, 01 Jan 2099 00:00:00 GMT").status());
  }

  @ParameterizedTest
  @MethodSource("documents")
  void headGivesTheSameHeadersAndNoBody(String path) {
    Reply get = get(path);
    Reply head = ask("HEAD", path);

    assertEquals(200, head.status());
    assertEquals(0, head.body().length);
    assertEquals(get.headers(), head.headers());
    assertEquals(Integer.toString(get.body().length), head.header("Content-Length"));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void aBrowserMayAskWhetherItMayRevalidate(String path) {
    Reply reply =
        ask(
            "OPTIONS",
            path,
            "Origin",
            "https://console.example",
            "Access-Control-Request-Method",
            "GET",
            "Access-Control-Request-Headers",
            "if-none-match");

    assertEquals(204, reply.status());
    assertEquals("*", reply.header("Access-Control-Allow-Origin"));
    assertTrue(reply.header("Access-Control-Allow-Methods").contains("GET"));
    assertEquals("If-None-Match", reply.header("Access-Control-Allow-Headers"));
    assertFalse(reply.has("Access-Control-Allow-Credentials"));
    assertEquals("GET, HEAD, OPTIONS", reply.header("Allow"));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void aQueryMakesNoDifference(String path) {
    Reply reply = get(path + "?v=1&v=%FF");

    assertEquals(200, reply.status());
    assertEquals(get(path).text(), reply.text());
  }

  @ParameterizedTest
  @MethodSource("documents")
  void nothingElseCanBeDoneToIt(String path) {
    for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "TRACE", "get")) {
      Request request = Request.of(method, path);
      Reply reply = request.send(stage);

      Refusal.of(405).check(request, reply);
      assertEquals("GET, HEAD, OPTIONS", reply.header("Allow"));
    }
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
