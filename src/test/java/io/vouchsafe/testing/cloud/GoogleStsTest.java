package io.vouchsafe.testing.cloud;

import static io.vouchsafe.testing.cloud.SmallIssuer.SUBJECT;
import static io.vouchsafe.testing.cloud.SmallIssuer.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Http.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stand-in of Google's STS takes what Google takes and refuses what Google refuses. */
class GoogleStsTest {
  private static final String NAME =
      "//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/vouchsafe"
          + "/providers/vouchsafe";
  private static final String URN = "urn:ietf:params:oauth:";
  private static final String EMAIL = "checkout@shop.iam.gserviceaccount.com";

  private final SmallIssuer issuer = new SmallIssuer();
  private final GoogleSts sts =
      GoogleSts.start(StandIn.Setup.plain(GoogleSts.LEEWAY))
          .provider(NAME, issuer.url(), List.of(), GoogleSts.subjectIs(SUBJECT));

  @BeforeEach
  void takesAGoodToken() {
    Answer answer = exchange(signed(good()));

    assertEquals(200, answer.status(), answer::toString);
    assertEquals(Optional.of(SUBJECT), sts.holder(answer.text("access_token")));
    assertEquals("Bearer", answer.text("token_type"));
  }

  @AfterEach
  void close() {
    sts.close();
    issuer.close();
  }

  @Test
  void takesItsNameWithoutHttpsToo() {
    assertEquals(200, exchange(signed(issuer.claims(NAME))).status());
  }

  @Test
  void takesJsonAsItsReferenceHasIt() {
    Map<String, String> call =
        Map.of(
            "grantType", URN + "grant-type:token-exchange",
            "audience", NAME,
            "requestedTokenType", URN + "token-type:access_token",
            "subjectTokenType", URN + "token-type:jwt",
            "subjectToken", signed(good()));

    assertEquals(200, Http.post(sts.url() + "/v1/token", call).status());
  }

  @Test
  void refusesAnotherAudience() {
    refused("invalid_grant", "audience", issuer.claims("sts.amazonaws.com"));
  }

  @Test
  void takesAnAllowedAudienceInPlaceOfItsName() {
    sts.provider(NAME, issuer.url(), List.of("google.example"), GoogleSts.subjectIs(SUBJECT));

    assertEquals(200, exchange(signed(issuer.claims("google.example"))).status());
    refused("invalid_grant", "audience", good());
  }

  @Test
  void refusesAnotherIssuer() {
    refused("invalid_grant", "issuer", good().issuer("http://localhost"));
  }

  @Test
  void refusesWhatTheConditionDoesNotTake() {
    refused("unauthorized_client", "attribute condition", good().subject("deployment:shop/other"));
  }

  @Test
  void refusesALongSubject() {
    refused("invalid_request", "127", good().subject("x".repeat(128)));
  }

  @Test
  void refusesOneCharacterChanged() {
    refused(
        "invalid_grant",
        "signature",
        exchange(SmallIssuer.withOneCharacterChanged(signed(good()))));
  }

  @Test
  void refusesAnExpiredOne() {
    refused(
        "invalid_grant",
        "stale",
        good().expirationTime(Date.from(Instant.now().minus(Duration.ofMinutes(1)))));
  }

  @Test
  void refusesOneFromTheFuture() {
    refused(
        "invalid_grant",
        "not good yet",
        good().issueTime(Date.from(Instant.now().plus(Duration.ofMinutes(1)))));
  }

  @Test
  void refusesALifeOfTwoDays() {
    refused(
        "invalid_grant",
        "48 hours",
        good().expirationTime(Date.from(Instant.now().plus(Duration.ofHours(49)))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS384", "PS256"})
  void refusesAnAlgorithmOutsideItsList(String algorithm) {
    refused(
        "invalid_grant",
        algorithm,
        exchange(
            signed(new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).keyID("rsa-1"), good())));
  }

  @Test
  void refusesWhatHasNoKid() {
    refused(
        "invalid_grant",
        "no kid",
        exchange(signed(new JWSHeader.Builder(JWSAlgorithm.RS256), good())));
  }

  @Test
  void saysThatAnIssuerIsAway() {
    issuer.close();

    refused("invalid_grant", "Error connecting", good());
  }

  @ParameterizedTest
  @CsvSource({
    "audience, //iam.googleapis.com/else, invalid_target",
    "grant_type, client_credentials, invalid_request",
    "subject_token_type, urn:ietf:params:oauth:token-type:saml2, invalid_request",
    "requested_token_type, urn:ietf:params:oauth:token-type:jwt, invalid_request"
  })
  void refusesAnotherValue(String parameter, String value, String error) {
    Map<String, String> call = call(signed(good()));
    call.put(parameter, value);

    refused(error, "", Forms.post(sts.url() + "/v1/token", call));
  }

  @Test
  void aServiceAccountIsForThosePrincipalsThatMayUseIt() {
    String federated = exchange(signed(good())).text("access_token");

    assertEquals(403, impersonate(federated).status());
    sts.workloadIdentityUser(EMAIL, SUBJECT);
    Answer answer = impersonate(federated);
    assertEquals(Optional.of(EMAIL), sts.holder(answer.text("accessToken")), answer::toString);
    assertEquals(401, impersonate("another").status());
  }

  @Test
  void refusesIssuersThatGoogleRefuses() {
    assertThrows(
        IllegalArgumentException.class,
        () -> sts.provider(NAME, "http://id.example", List.of(), claims -> true));
    sts.provider(NAME, "https://id.example:8443", List.of(), claims -> true);
  }

  private Answer impersonate(String bearer) {
    return Http.post(
        sts.url() + "/v1/projects/-/serviceAccounts/" + EMAIL + ":generateAccessToken",
        Map.of("scope", List.of("https://www.googleapis.com/auth/cloud-platform")),
        "Authorization",
        "Bearer " + bearer);
  }

  private JWTClaimsSet.Builder good() {
    return issuer.claims("https:" + NAME);
  }

  private Answer exchange(String token) {
    return Forms.post(sts.url() + "/v1/token", call(token));
  }

  private static Map<String, String> call(String token) {
    return new HashMap<>(
        Map.of(
            "grant_type", URN + "grant-type:token-exchange",
            "audience", NAME,
            "requested_token_type", URN + "token-type:access_token",
            "subject_token_type", URN + "token-type:jwt",
            "subject_token", token));
  }

  private void refused(String error, String description, JWTClaimsSet.Builder claims) {
    refused(error, description, exchange(signed(claims)));
  }

  private static void refused(String error, String description, Answer answer) {
    assertEquals(400, answer.status(), answer::toString);
    assertEquals(error, answer.text("error"));
    assertTrue(answer.text("error_description").contains(description), answer::toString);
  }
}
