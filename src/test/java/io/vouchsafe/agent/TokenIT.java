package io.vouchsafe.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.IssuedSecrets;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Tokens;
import io.vouchsafe.testing.WorkloadProgram;
import io.vouchsafe.testing.WorkloadProgram.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vouchsafe token} against the packaged service. */
class TokenIT {
  private static final String AUDIENCE = "sts.amazonaws.com";

  private final IssuerForWorkloads issuer = IssuerForWorkloads.shared();

  @TempDir private Path folder;

  private Ran token(String deployment, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "token";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return WorkloadProgram.run(issuer.environment(deployment), all);
  }

  private static String remembered(String token) {
    return IssuedSecrets.remember(token);
  }

  private static JsonNode read(String json) {
    try {
      return Http.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }

  private JWTClaimsSet verified(String token) {
    try {
      return Tokens.verified(issuer.client(), remembered(token)).getJWTClaimsSet();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theTokenAloneIsOnStandardOutput() {
    Ran ran = token("d-1", "--audience", AUDIENCE, "--ttl", "2m");

    assertEquals(0, ran.status(), ran::err);
    assertEquals("", ran.err());
    JWTClaimsSet claims = verified(ran.line());
    assertEquals(AUDIENCE, claims.getAudience().getFirst());
    assertEquals("deployment:shop/checkout/d-1", claims.getSubject());
    long life = claims.getExpirationTime().getTime() - claims.getIssueTime().getTime();
    assertEquals(120_000, life);
  }

  @Test
  void aProofOfItsOwnServesInPlaceOfAGrant() throws IOException {
    Path proof = Files.writeString(folder.resolve("proof"), issuer.client().proof() + "\n");
    Ran ran =
        WorkloadProgram.run(
            Map.of("VOUCHSAFE_WORKLOAD", "org=shop,app=checkout,deployment=d-2"),
            "token",
            "--issuer",
            issuer.url(),
            "--proof-file",
            proof.toString(),
            "--audience",
            AUDIENCE);

    assertEquals(0, ran.status(), ran::err);
    assertEquals("deployment:shop/checkout/d-2", verified(ran.line()).getSubject());
  }

  @Test
  void aGrantMayBeInAFile() throws IOException {
    Path grant = Files.writeString(folder.resolve("grant"), issuer.grant("d-3"));
    Ran ran =
        WorkloadProgram.run(
            Map.of("VOUCHSAFE_ISSUER", issuer.url(), "VOUCHSAFE_GRANT_FILE", grant.toString()),
            "token",
            "--audience",
            AUDIENCE);

    assertEquals(0, ran.status(), ran::err);
    assertEquals("deployment:shop/checkout/d-3", verified(ran.line()).getSubject());
  }

  @Test
  void aTokenIsVerifiedAsARelyingPartyDoes() {
    Ran ran = token("d-10", "--issuer", issuer.url(), "--audience", AUDIENCE, "--verify");

    assertEquals(0, ran.status(), ran::err);
    assertEquals("deployment:shop/checkout/d-10", verified(ran.line()).getSubject());

    Ran other = token("d-10", "--issuer", issuer.url() + "/", "--audience", AUDIENCE, "--verify");
    assertEquals(1, other.status());
    assertEquals("", other.out());
    assertTrue(other.err().contains("name the issuer to the letter"), other::err);
  }

  @Test
  void jsonHasAudienceAndEnd() {
    JsonNode json = read(token("d-4", "--audience", AUDIENCE, "--format", "json").out());

    Instant end = verified(json.path("token").asText()).getExpirationTime().toInstant();
    assertEquals(end, Instant.parse(json.path("expires_at").asText()));
    assertEquals(AUDIENCE, json.path("audience").asText());
  }

  @Test
  void claimsAreInWordsAndTheTokenIsNotShown() {
    Ran ran = token("d-5", "--audience", AUDIENCE, "--format", "claims");

    assertTrue(ran.out().contains("\"sub\" : \"deployment:shop/checkout/d-5\""), ran::out);
    assertTrue(ran.out().contains("sub  deployment:shop/checkout/d-5: the workload"), ran::out);
    assertTrue(ran.out().contains("so it is good for 5 min 0 s"), ran::out);
    assertFalse(ran.out().contains("eyJ"), ran::out);
  }

  @Test
  void anExecutableOfGooglesTakesItsAudienceFromTheirVariable() {
    Map<String, String> variables = new HashMap<>(issuer.environment("d-6"));
    variables.put("GOOGLE_EXTERNAL_ACCOUNT_AUDIENCE", "//iam.googleapis.com/pool");
    Ran ran = WorkloadProgram.run(variables, "token", "--format", "google-executable");

    JsonNode json = read(ran.out());
    JWTClaimsSet claims = verified(json.path("id_token").asText());
    assertEquals("//iam.googleapis.com/pool", claims.getAudience().getFirst());
    assertEquals(
        claims.getExpirationTime().toInstant().getEpochSecond(),
        json.path("expiration_time").asLong());
    assertTrue(json.path("success").asBoolean());
    assertEquals(1, json.path("version").asInt());
    assertEquals("", ran.err());
  }

  @Test
  void toGooglesClientsAFailureIsAnAnswerToo() {
    Ran ran =
        WorkloadProgram.run(
            Map.of(), "token", "--format", "google-executable", "--audience", AUDIENCE);

    JsonNode json = read(ran.out());
    assertEquals(0, ran.status());
    assertEquals("", ran.err());
    assertFalse(json.path("success").asBoolean(true));
    assertEquals("MISUSED", json.path("code").asText());
    assertTrue(json.path("message").asText().contains("--grant-file"), ran::out);
  }

  @Test
  void kubectlGetsTheVersionThatItAsksFor() {
    Map<String, String> variables = new HashMap<>(issuer.environment("d-7"));
    variables.put(
        "KUBERNETES_EXEC_INFO",
        "{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"kind\":\"ExecCredential\"}");
    JsonNode json =
        read(
            WorkloadProgram.run(
                    variables, "token", "--audience", "k8s", "--format", "exec-credential")
                .out());

    assertEquals("client.authentication.k8s.io/v1beta1", json.path("apiVersion").asText());
    assertEquals("ExecCredential", json.path("kind").asText());
    JWTClaimsSet claims = verified(json.at("/status/token").asText());
    assertEquals(
        claims.getExpirationTime().toInstant(),
        Instant.parse(json.at("/status/expirationTimestamp").asText()));
  }

  @Test
  void aRefusalSaysWhatTheIssuerSaysAndEndsWithOne() {
    Ran ran = token("d-8", "--audience", AUDIENCE, "--ttl", "2h");

    assertEquals(1, ran.status());
    assertEquals("", ran.out());
    assertTrue(ran.err().startsWith("vouchsafe: the issuer refused (400): ttl must be"), ran::err);
  }

  @Test
  void aWrongGrantIsNotShown() {
    String wrong = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.c2VjcmV0";
    Ran ran =
        WorkloadProgram.run(
            Map.of("VOUCHSAFE_ISSUER", issuer.url(), "VOUCHSAFE_GRANT", wrong),
            "token",
            "--audience",
            AUDIENCE);

    assertEquals(1, ran.status());
    assertTrue(ran.err().contains("(401)"), ran::err);
    assertFalse(ran.err().contains("c2VjcmV0"), ran::err);
  }

  @Test
  void whereNobodyListensItTriesForAsLongAsIsSaidAndEndsWithThree() {
    Ran ran =
        WorkloadProgram.run(
            Map.of("VOUCHSAFE_GRANT", "x"),
            "token",
            "--issuer",
            "http://localhost:" + Ports.one(),
            "--timeout",
            "1s");

    assertEquals(3, ran.status());
    assertTrue(ran.err().contains("nothing listens there"), ran::err);
  }

  @Test
  void secretsAreNotSentInClearTextToAnotherHost() {
    Ran ran =
        WorkloadProgram.run(
            Map.of("VOUCHSAFE_GRANT", "x"), "token", "--issuer", "http://id.example.com");

    assertEquals(2, ran.status());
    assertTrue(ran.err().contains("--allow-http"), ran::err);
  }

  @Test
  void theTokenIsThatOfTheKeyInTheJwks() throws ParseException {
    SignedJWT token = SignedJWT.parse(remembered(token("d-9", "--audience", AUDIENCE).line()));

    assertEquals("RS256", token.getHeader().getAlgorithm().getName());
  }
}
