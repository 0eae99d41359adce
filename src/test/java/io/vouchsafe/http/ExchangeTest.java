package io.vouchsafe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Eventually;
import io.vouchsafe.testing.IssuedSecrets;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.text.ParseException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of other issuers are exchanged for ours (RFC 8693). */
@QuarkusTest
@QuarkusTestResource(value = ExchangeStage.class, restrictToAnnotatedClass = true)
class ExchangeTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DISCOVERY = "/.well-known/openid-configuration";

  Stage stage;

  @BeforeEach
  void awaitKeys() {
    Eventually.eventually(
        "the keys", () -> Client.of(stage).get("/.well-known/jwks.json").status() == 200);
  }

  private Reply exchanged(ExchangeForms form) {
    Reply reply = form.request().send(stage);
    assertEquals(200, reply.status(), reply::text);
    IssuedSecrets.remember(reply.json().path("access_token").asText());
    return reply;
  }

  private SignedJWT token(Reply reply) {
    return Tokens.verified(Client.of(stage), reply.json().path("access_token").asText());
  }

  @ParameterizedTest
  @EnumSource(SubjectTokens.class)
  void aTokenOfEachIssuerBecomesOneOfOurs(SubjectTokens provider) throws ParseException {
    JWTClaimsSet claims = token(exchanged(ExchangeForms.of(provider.token()))).getJWTClaimsSet();

    assertEquals(provider.subject(), claims.getSubject());
    assertEquals(stage.url(), claims.getIssuer());
    assertEquals(List.of("api.example"), claims.getAudience());
    assertEquals(
        Set.of("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "org", "app", "deployment"),
        claims.getClaims().keySet());
  }

  @Test
  void theAnswerIsThatOfRfc8693() {
    Reply reply = exchanged(ExchangeForms.of(SubjectTokens.GITHUB.token()));
    JsonNode answer = reply.json();

    Set<String> members = new TreeSet<>();
    answer.fieldNames().forEachRemaining(members::add);
    assertEquals(Set.of("access_token", "expires_in", "issued_token_type", "token_type"), members);
    assertEquals(ExchangeForms.JWT, answer.path("issued_token_type").asText());
    assertEquals("N_A", answer.path("token_type").asText());
    long life = answer.path("expires_in").asLong();
    assertTrue(life > 60 && life <= 120, () -> "the exchange's max-ttl is 2m, not " + life);
    assertEquals("application/json", reply.header("Content-Type").split(";", 2)[0]);
    assertEquals("no-store", reply.header("Cache-Control"));
    assertFalse(reply.has("Access-Control-Allow-Origin"));
  }

  @Test
  void theAlgorithmIsThatOfTheAudience() {
    Reply reply =
        exchanged(
            ExchangeForms.of(SubjectTokens.GITHUB.token()).with("audience", Stage.ES256_AUDIENCE));

    assertEquals("ES256", token(reply).getHeader().getAlgorithm().getName());
  }

  @ParameterizedTest
  @ValueSource(strings = {"jwt", "id_token", "access_token"})
  void eachTypeIsAJwt(String type) {
    String urn = "urn:ietf:params:oauth:token-type:" + type;

    assertEquals(
        ExchangeForms.JWT,
        exchanged(
                ExchangeForms.of(SubjectTokens.GITHUB.token())
                    .with("subject_token_type", urn)
                    .with("requested_token_type", urn))
            .json()
            .path("issued_token_type")
            .asText());
  }

  /** RFC 6749, 3.2: what has no value is not there, and what nobody knows is ignored. */
  @Test
  void parametersThatDoNotMatterAreIgnored() {
    exchanged(
        ExchangeForms.of(SubjectTokens.GITHUB.token())
            .with("scope", "openid")
            .with("client_id", "anybody")
            .with("nonsense", "1")
            .with("actor_token", "")
            .with("resource", "")
            .with("requested_token_type", ""));
  }

  @Test
  void theMediaTypeMayNameItsCharset() {
    String form = ExchangeForms.of(SubjectTokens.GITHUB.token()).encoded();
    for (String type :
        List.of(
            "application/x-www-form-urlencoded; charset=UTF-8",
            "Application/X-WWW-Form-URLEncoded;charset=\"utf-8\"")) {
      Reply reply =
          Request.of("POST", ExchangeForms.PATH)
              .header("Content-Type", type)
              .body(form.getBytes(UTF_8))
              .send(stage);
      assertEquals(200, reply.status(), reply::text);
    }
  }

  @Test
  void aFormMayComeInChunks() {
    byte[] form = ExchangeForms.of(SubjectTokens.GITHUB.token()).encoded().getBytes(UTF_8);

    assertEquals(
        200,
        Request.of("POST", ExchangeForms.PATH)
            .header("Content-Type", ExchangeForms.MEDIA_TYPE)
            .chunked(form)
            .send(stage)
            .status());
  }

  /** Replay is bounded by its life alone. */
  @Test
  void oneSubjectTokenMayBeExchangedAgain() {
    ExchangeForms form = ExchangeForms.of(SubjectTokens.GITLAB.token());

    assertFalse(
        exchanged(form)
            .json()
            .path("access_token")
            .equals(exchanged(form).json().path("access_token")));
  }

  @Test
  void discoveryTellsOfItWhereThereIsAnExchange() {
    JsonNode document = Client.of(stage).get(DISCOVERY).body();

    assertEquals(stage.url() + "/token", document.path("token_endpoint").asText());
    assertEquals(
        "[\"urn:ietf:params:oauth:grant-type:token-exchange\"]",
        document.path("grant_types_supported").toString());
    assertEquals("[\"none\"]", document.path("token_endpoint_auth_methods_supported").toString());
  }

  @Test
  void anIssuerWithoutExchangesHasNoSuchPath() {
    JsonNode document = Client.ofSecond(stage).get(DISCOVERY).body();
    for (String member :
        List.of(
            "token_endpoint", "grant_types_supported", "token_endpoint_auth_methods_supported")) {
      assertFalse(document.has(member), member);
    }
    Reply reply =
        Request.of("POST", "/second/token")
            .header("Content-Type", ExchangeForms.MEDIA_TYPE)
            .body(new byte[0])
            .send(stage);

    assertEquals(404, reply.status());
  }

  @Test
  void thePathHasOneMethodAndNoCors() {
    for (String method : List.of("GET", "OPTIONS", "PUT", "DELETE")) {
      Reply reply =
          Request.of(method, ExchangeForms.PATH)
              .header("Origin", "https://anybody.example")
              .header("Access-Control-Request-Method", "POST")
              .send(stage);

      assertEquals(405, reply.status());
      assertEquals("POST", reply.header("Allow"));
      assertFalse(reply.has("Access-Control-Allow-Origin"));
    }
  }

  @Test
  void theAuditNamesTheExchangeAndWhatWasShown() throws ParseException {
    String shown = SubjectTokens.GITHUB.token();
    String jti = token(exchanged(ExchangeForms.of(shown))).getJWTClaimsSet().getJWTID();
    List<JsonNode> records = records(jti, "issued");

    assertEquals(List.of("asked", "issued"), events(records));
    for (JsonNode record : records) {
      assertEquals("github", record.path("exchange").asText());
      assertFalse(record.has("broker"));
      assertFalse(record.has("grant"));
      JsonNode proof = record.path("proof");
      assertEquals(SubjectTokens.GITHUB.issuer(), proof.path("iss").asText());
      assertEquals("repo:octo-org/octo-repo:environment:prod", proof.path("sub").asText());
      assertEquals(SignedJWT.parse(shown).getJWTClaimsSet().getJWTID(), proof.path("jti").asText());
      assertEquals("octo-org", record.path("attributes").path("org").asText());
    }
  }

  /** A decision about a subject that is known, and no more of it than that. */
  @Test
  void aRefusalOfAKnownSubjectIsRecordedWithItsExchange() throws ParseException {
    String shown = SubjectTokens.GITLAB.token();
    String shownId = SignedJWT.parse(shown).getJWTClaimsSet().getJWTID();
    ExchangeForms.of(shown).with("audience", "nobody.example").request().send(stage);
    Eventually.eventually("the record", () -> !refusals(shownId).isEmpty());

    JsonNode record = refusals(shownId).getFirst();
    assertEquals("gitlab", record.path("exchange").asText());
    assertEquals("forbidden", record.at("/problem/type").asText());
    assertEquals("audience", record.at("/problem/member").asText());
  }

  private static List<JsonNode> refusals(String shownId) {
    return records(
        record ->
            record.path("event").asText().equals("refused")
                && record.at("/proof/jti").asText().equals(shownId));
  }

  @Test
  void noRecordHoldsASubjectTokenOrWhatCameOfIt() throws IOException, ParseException {
    String shown = SubjectTokens.CLOUDFLARE.token();
    Reply reply = exchanged(ExchangeForms.of(shown));
    records(token(reply).getJWTClaimsSet().getJWTID(), "issued");

    String all = Files.readString(ExchangeStage.AUDIT);
    for (String secret : List.of(shown, reply.json().path("access_token").asText())) {
      for (String part : secret.split("\\.")) {
        assertFalse(all.contains(part));
      }
    }
  }

  private static List<String> events(List<JsonNode> records) {
    return records.stream().map(record -> record.path("event").asText()).toList();
  }

  private static List<JsonNode> records(String jti, String last) {
    Eventually.eventually("the records", () -> events(records(jti)).contains(last));
    return records(jti);
  }

  private static List<JsonNode> records(String jti) {
    return records(record -> record.path("jti").asText().equals(jti));
  }

  private static List<JsonNode> records(Predicate<JsonNode> which) {
    try (Stream<String> lines = Files.lines(ExchangeStage.AUDIT)) {
      return lines
          .map(
              line -> {
                try {
                  return JSON.readTree(line);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .filter(which)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
