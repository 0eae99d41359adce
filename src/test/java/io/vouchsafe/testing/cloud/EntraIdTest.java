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

/** The stand-in of Entra ID takes what Entra ID takes and refuses what Entra ID refuses. */
class EntraIdTest {
  private static final String CLIENT = "11111111-2222-3333-4444-555555555555";
  private static final String TENANT = "99999999-8888-7777-6666-555555555555";
  private static final String AUDIENCE = "api://AzureADTokenExchange";

  private final SmallIssuer issuer = new SmallIssuer();
  private final EntraId entra =
      EntraId.start(StandIn.Setup.plain(EntraId.LEEWAY))
          .credential(CLIENT, new EntraId.Credential(issuer.url(), SUBJECT, AUDIENCE));

  @BeforeEach
  void takesAGoodToken() {
    Answer answer = exchange(signed(good()));

    assertEquals(200, answer.status(), answer::toString);
    assertEquals(Optional.of(CLIENT), entra.client(answer.text("access_token")));
  }

  @AfterEach
  void close() {
    entra.close();
    issuer.close();
  }

  @Test
  void refusesAnotherIssuer() {
    refused(401, 700_211, good().issuer(issuer.url() + "/"));
  }

  @Test
  void refusesASubjectThatDiffersInCase() {
    refused(401, 700_213, good().subject(SUBJECT.replace("shop", "Shop")));
  }

  @Test
  void refusesAnotherAudience() {
    refused(401, 700_212, good().audience("api://other"));
  }

  @Test
  void refusesASecondAudience() {
    refused(401, 700_212, good().audience(List.of(AUDIENCE, "api://other")));
  }

  @Test
  void refusesOneCharacterChanged() {
    refused(401, 700_027, exchange(SmallIssuer.withOneCharacterChanged(signed(good()))));
  }

  @Test
  void refusesAnExpiredOne() {
    refused(
        401, 700_024, good().expirationTime(Date.from(Instant.now().minus(Duration.ofMinutes(6)))));
  }

  @Test
  void takesRS256Alone() {
    refused(
        401,
        50_027,
        exchange(signed(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec-1"), good())));
  }

  @Test
  void refusesWhatHasNoKid() {
    refused(401, 50_027, exchange(signed(new JWSHeader.Builder(JWSAlgorithm.RS256), good())));
  }

  @Test
  void saysThatAnIssuerIsAway() {
    issuer.close();

    refused(400, 50_166, good());
  }

  @ParameterizedTest
  @CsvSource({
    "client_id, 22222222-2222-3333-4444-555555555555, 700016",
    "grant_type, password, 900144",
    "client_assertion_type, urn:other, 900144",
    "scope, openid, 1002012"
  })
  void refusesAnotherValue(String parameter, String value, int code) {
    Map<String, String> call = call(signed(good()));
    call.put(parameter, value);

    refused(400, code, Forms.post(tokenUrl(), call));
  }

  @Test
  void anAppHasTwentyCredentialsAtMost() {
    for (int i = 1; i < 20; i++) {
      entra.credential(CLIENT, new EntraId.Credential(issuer.url(), SUBJECT + i, AUDIENCE));
    }
    var oneMore = new EntraId.Credential(issuer.url(), SUBJECT + 20, AUDIENCE);

    assertThrows(IllegalArgumentException.class, () -> entra.credential(CLIENT, oneMore));
  }

  @Test
  void refusesAnIssuerWithoutTls() {
    var credential = new EntraId.Credential("http://id.example", SUBJECT, AUDIENCE);

    assertThrows(IllegalArgumentException.class, () -> entra.credential("new", credential));
  }

  @Test
  void answersWhatMicrosoftsLibrariesAskFirst() {
    Answer instances = Http.get(entra.url() + "/common/discovery/instance?api-version=1.1");
    Answer document =
        Http.get(entra.url() + "/" + TENANT + "/v2.0/.well-known/openid-configuration");

    assertTrue(instances.text("tenant_discovery_endpoint").startsWith(entra.url()));
    assertEquals(tokenUrl(), document.text("token_endpoint"));
  }

  private JWTClaimsSet.Builder good() {
    return issuer.claims(AUDIENCE);
  }

  private String tokenUrl() {
    return entra.url() + "/" + TENANT + "/oauth2/v2.0/token";
  }

  private Answer exchange(String token) {
    return Forms.post(tokenUrl(), call(token));
  }

  private static Map<String, String> call(String token) {
    return new HashMap<>(
        Map.of(
            "client_id", CLIENT,
            "scope", "https://storage.azure.com/.default",
            "grant_type", "client_credentials",
            "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion", token));
  }

  private void refused(int status, int code, JWTClaimsSet.Builder claims) {
    refused(status, code, exchange(signed(claims)));
  }

  private static void refused(int status, int code, Answer answer) {
    assertEquals(status, answer.status(), answer::toString);
    assertEquals(code, answer.body().at("/error_codes/0").asInt(), answer::toString);
    assertTrue(answer.text("error_description").startsWith("AADSTS" + code + ": "));
  }
}
