package io.vouchsafe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.http.body.OAuthError;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Eventually;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.Stage;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How {@code POST /token} refuses (RFC 6749, 5.2; RFC 8693, 2.2.2). */
@QuarkusTest
@QuarkusTestResource(value = ExchangeStage.class, restrictToAnnotatedClass = true)
class ExchangeErrorsTest {
  Stage stage;

  @BeforeEach
  void awaitKeys() {
    Eventually.eventually(
        "the keys", () -> Client.of(stage).get("/.well-known/jwks.json").status() == 200);
  }

  @AfterEach
  void mend() {
    stage.vault().mend();
  }

  private static JsonNode assertRefused(int status, String error, Reply reply) {
    assertEquals(status, reply.status(), reply::text);
    assertEquals("application/json", reply.header("Content-Type").split(";", 2)[0]);
    assertEquals("no-store", reply.header("Cache-Control"));
    assertFalse(reply.has("WWW-Authenticate"));
    assertFalse(reply.has("Access-Control-Allow-Origin"));
    assertEquals(status == 503 || status == 429, reply.has("Retry-After"));
    JsonNode body = reply.json();
    Set<String> members = new TreeSet<>();
    body.fieldNames().forEachRemaining(members::add);
    assertEquals(Set.of("error", "error_description"), members);
    assertEquals(error, body.path("error").asText(), body::toString);
    assertTrue(body.path("error_description").asText().matches("[ !#-\\[\\]-~]+"), body::toString);
    return body;
  }

  private void assertNotAccepted(String subjectToken) {
    Reply reply = ExchangeForms.of(subjectToken).request().send(stage);

    JsonNode body = assertRefused(400, "invalid_request", reply);
    assertEquals(OAuthError.SUBJECT_TOKEN, body.path("error_description").asText());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.vouchsafe.http.BadSubjectTokens#all")
  void whateverIsWrongWithASubjectTokenIsOneText(String name, String token) {
    assertNotAccepted(token);
  }

  @Test
  void whatWeSignedIsNotExchanged() {
    Client client = Client.of(stage);
    String grant = client.grant(Client.workload("d-exchange"));
    String token =
        ExchangeForms.of(SubjectTokens.GITHUB.token())
            .request()
            .send(stage)
            .json()
            .path("access_token")
            .asText();

    assertNotAccepted(grant);
    assertNotAccepted(client.token(grant, "api.example"));
    assertNotAccepted(token);
    assertNotAccepted(client.proof());
  }

  /** Nor is a subject token a proof or a grant. */
  @Test
  void aSubjectTokenIsGoodForNothingElse() {
    Client client = Client.of(stage);
    String token = SubjectTokens.GITHUB.token();

    assertEquals(403, client.post("/grants", token, "{}").status());
    assertEquals(403, client.idToken(token, "api.example").status());
  }

  @ParameterizedTest
  @CsvSource({
    "audience,other.example,invalid_target",
    "audience,*,invalid_target",
    "audience,a\u200bb,invalid_target",
    "audience,https://id.example.com/token,invalid_target",
    "audience,HTTPS://ID.example.com:443/token/,invalid_target",
    "resource,https://api.example,invalid_target",
    "actor_token,eyJ,invalid_request",
    "grant_type,client_credentials,unsupported_grant_type",
    "grant_type,authorization_code,unsupported_grant_type",
    "subject_token_type,urn:ietf:params:oauth:token-type:saml2,invalid_request",
    "requested_token_type,urn:ietf:params:oauth:token-type:refresh_token,invalid_request",
  })
  void whatIsNotGrantedHasItsCode(String name, String value, String error) {
    assertRefused(
        400,
        error,
        ExchangeForms.of(SubjectTokens.GITHUB.token()).with(name, value).request().send(stage));
  }

  @Test
  void theIssuersUrlIsNoAudience() {
    assertRefused(
        400,
        "invalid_target",
        ExchangeForms.of(SubjectTokens.GITHUB.token())
            .with("audience", stage.url())
            .request()
            .send(stage));
  }

  @ParameterizedTest
  @ValueSource(strings = {"grant_type", "subject_token", "subject_token_type", "audience"})
  void whatIsMissingIsNamed(String name) {
    JsonNode body =
        assertRefused(
            400,
            "invalid_request",
            ExchangeForms.of(SubjectTokens.GITHUB.token()).without(name).request().send(stage));

    assertEquals(name + " is missing", body.path("error_description").asText());
  }

  @Test
  void whatIsThereTwiceIsRefused() {
    String form = ExchangeForms.of(SubjectTokens.GITHUB.token()).encoded();

    assertRefused(400, "invalid_request", ExchangeForms.request(form + "&audience=b").send(stage));
    assertRefused(400, "invalid_request", ExchangeForms.request(form + "&x=1&x=2").send(stage));
  }

  @Test
  void claimsThatNoSubCanBeMadeOfAreRefused() {
    JsonNode body =
        assertRefused(
            400,
            "invalid_request",
            ExchangeForms.of(
                    SubjectTokens.GITHUB.token(
                        it -> it.put("repository", "octo-org/" + "x".repeat(130))))
                .request()
                .send(stage));

    assertTrue(body.path("error_description").asText().contains("127 are allowed"));
  }

  @ParameterizedTest
  @CsvSource({
    "application/json,415",
    "multipart/form-data; boundary=x,415",
    "text/plain,415",
    "application/x-www-form-urlencoded; charset=utf-16,415",
    "application/x-www-form-urlencoded; charset=utf-8; charset=latin1,415",
    "application/x-www-form-urlencoded-not,415",
  })
  void anotherMediaTypeIsRefused(String type, int status) {
    byte[] form = ExchangeForms.of(SubjectTokens.GITHUB.token()).encoded().getBytes(UTF_8);

    assertRefused(
        status,
        "invalid_request",
        Request.of("POST", "/token").header("Content-Type", type).body(form).send(stage));
  }

  @Test
  void noMediaTypeAndNoBodyAreRefused() {
    assertRefused(
        415, "invalid_request", Request.of("POST", "/token").body(new byte[0]).send(stage));
    assertRefused(415, "invalid_request", Request.of("POST", "/token").send(stage));
    assertRefused(400, "invalid_request", ExchangeForms.request("").send(stage));
  }

  @Test
  void aCompressedFormIsRefused() {
    Reply reply =
        ExchangeForms.of(SubjectTokens.GITHUB.token())
            .request()
            .header("Content-Encoding", "gzip")
            .send(stage);

    assertRefused(415, "invalid_request", reply);
    assertEquals("identity", reply.header("Accept-Encoding"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic Y2xpZW50OnNlY3JldA==", "Bearer eyJ", ""})
  void otherCredentialsAreRefusedAndNotIgnored(String authorization) {
    Reply reply =
        ExchangeForms.of(SubjectTokens.GITHUB.token())
            .request()
            .header("Authorization", authorization)
            .send(stage);

    assertRefused(400, "invalid_request", reply);
  }

  @Test
  void aQueryIsRefused() {
    byte[] form = ExchangeForms.of(SubjectTokens.GITHUB.token()).encoded().getBytes(UTF_8);
    Reply reply =
        Request.of("POST", "/token?audience=api.example")
            .header("Content-Type", ExchangeForms.MEDIA_TYPE)
            .body(form)
            .send(stage);

    assertRefused(400, "invalid_request", reply);
  }

  @ParameterizedTest
  @ValueSource(strings = {"//token", "/token/", "/./token", "/%74oken", "/TOKEN", "/x/token"})
  void anotherPathIsNothing(String path) {
    Reply reply =
        Request.of("POST", path)
            .header("Content-Type", ExchangeForms.MEDIA_TYPE)
            .body(new byte[0])
            .send(stage);

    assertEquals(404, reply.status());
  }

  @Test
  void withoutVaultItIsA503OfTheSameForm() {
    stage.vault().breaks(path -> path.contains("/sign/"), BreakingProxy.Fault.reset());

    assertRefused(
        503,
        "temporarily_unavailable",
        ExchangeForms.of(SubjectTokens.GITHUB.token()).request().send(stage));
  }

  /** Metrics and audit know what the caller is not told. */
  @Test
  void whatWasWrongIsCountedByItsType() {
    String series = "vouchsafe_http_refusals_total{issuer=\"default\",type=\"%s\"}";
    for (String[] row :
        new String[][] {
          {"forbidden", SubjectTokens.GITHUB.token(it -> it.put("environment", "x"))},
          {"invalid-credentials", SubjectTokens.GITHUB.token(it -> it.put("exp", 1))}
        }) {
      double before = new Metrics(stage).value(series.formatted(row[0]));
      assertNotAccepted(row[1]);
      Eventually.eventually(
          row[0], () -> new Metrics(stage).value(series.formatted(row[0])) == before + 1);
    }
  }
}
