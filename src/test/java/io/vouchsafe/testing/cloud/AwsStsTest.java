package io.vouchsafe.testing.cloud;

import static io.vouchsafe.testing.cloud.SmallIssuer.SUBJECT;
import static io.vouchsafe.testing.cloud.SmallIssuer.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.JWTClaimsSet;
import io.vouchsafe.testing.Http.Answer;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stand-in of AWS STS takes what AWS takes and refuses what AWS refuses, in AWS' words. */
class AwsStsTest {
  private static final String ARN = "arn:aws:iam::123456789012:role/checkout";
  private static final String AUDIENCE = "sts.amazonaws.com";
  private static final String TAGS = "https://aws.amazon.com/tags";
  private static final String ROLES = "https://aws.amazon.com/roles";

  private final SmallIssuer issuer = new SmallIssuer();
  private final AwsSts sts =
      AwsSts.start(StandIn.Setup.plain(AwsSts.LEEWAY))
          .trust(issuer.url(), Set.of(AUDIENCE, "other.example"))
          .role(AwsRole.of(ARN, issuer.url(), SUBJECT, AUDIENCE));

  @BeforeEach
  void takesAGoodToken() {
    assertEquals(200, assume(signed(good())).status());
  }

  @AfterEach
  void close() {
    sts.close();
    issuer.close();
  }

  @Test
  void aSessionIsTheRoles() {
    String answer = assume(signed(good())).http().body();
    String token = element("SessionToken", answer);
    String credential = "AWS4-HMAC-SHA256 Credential=" + element("AccessKeyId", answer) + "/today";
    Map<String, String> who = Map.of("Action", "GetCallerIdentity");

    Answer identity =
        Forms.post(sts.url(), who, "X-Amz-Security-Token", token, "Authorization", credential);
    assertEquals(200, identity.status(), identity::toString);
    assertEquals(
        "arn:aws:sts::123456789012:assumed-role/checkout/test",
        element("Arn", identity.http().body()));
    assertEquals(SUBJECT, sts.session(token).orElseThrow().subject());
    Answer stranger =
        Forms.post(
            sts.url(), who, "X-Amz-Security-Token", "stand-in-x", "Authorization", credential);
    refused(403, "InvalidClientTokenId", "invalid", stranger);
  }

  @Test
  void takesES256() {
    String token = signed(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec-1"), good());

    assertEquals(200, assume(token).status());
  }

  @Test
  void refusesAnotherIssuer() {
    refused("InvalidIdentityToken", "No OpenIDConnect provider", good().issuer("http://localhost"));
  }

  @Test
  void refusesAnAudienceThatIsNoClientId() {
    refused("InvalidIdentityToken", "Incorrect token audience", good().audience("api.example"));
  }

  @Test
  void refusesSeveralAudiencesWithoutAnAuthorizedParty() {
    List<String> two = List.of(AUDIENCE, "other.example");

    refused("InvalidIdentityToken", "Incorrect token audience", good().audience(two));
    assertEquals(200, assume(signed(good().audience(two).claim("azp", AUDIENCE))).status());
  }

  @Test
  void refusesAnAudienceOfAnotherRole() {
    accessDenied("AssumeRoleWithWebIdentity", good().audience("other.example"));
  }

  @Test
  void refusesAnotherSubject() {
    accessDenied("AssumeRoleWithWebIdentity", good().subject(SUBJECT + "2"));
  }

  @Test
  void aStarStandsForAnyTextAndNothingElse() {
    sts.role(new AwsRole(ARN, issuer.url(), Map.of("sub", "deployment:shop/*/prod?ction"), false));

    assertEquals(200, assume(signed(good())).status());
    accessDenied("AssumeRoleWithWebIdentity", good().subject("deployment:shopx/a/production"));
  }

  @Test
  void refusesOneCharacterChanged() {
    Answer answer = assume(SmallIssuer.withOneCharacterChanged(signed(good())));

    refused(400, "InvalidIdentityToken", "signature", answer);
  }

  @Test
  void takesAnExpiredOneForFiveMinutesAndNoLonger() {
    Instant now = Instant.now();

    assertEquals(
        200, assume(signed(good().expirationTime(Date.from(now.minusSeconds(200))))).status());
    refused(
        "ExpiredTokenException",
        "Token expired",
        good().expirationTime(Date.from(now.minusSeconds(301))));
  }

  @Test
  void refusesWhatHasNoKid() {
    Answer answer = assume(signed(new JWSHeader.Builder(JWSAlgorithm.RS256), good()));

    refused(400, "InvalidIdentityToken", "no kid", answer);
  }

  @Test
  void refusesAnUnknownKid() {
    Answer answer =
        assume(signed(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-2"), good()));

    refused(400, "InvalidIdentityToken", "Couldn't retrieve verification key", answer);
  }

  @Test
  void refusesAnAlgorithmOutsideItsList() {
    Answer answer =
        assume(signed(new JWSHeader.Builder(JWSAlgorithm.PS256).keyID("rsa-1"), good()));

    refused(400, "InvalidIdentityToken", "PS256", answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"iat", "exp", "sub"})
  void needsTheClaim(String claim) {
    refused("InvalidIdentityToken", claim, good().claim(claim, null));
  }

  @Test
  void refusesAKeyWithKeyOps() {
    issuer.jwks =
        Map.of("keys", List.of(with(SmallIssuer.RSA.toJSONObject(), "key_ops", List.of("verify"))));

    refused("InvalidIdentityToken", "Couldn't retrieve verification key", good());
  }

  @Test
  void refusesADiscoveryDocumentOfAnother() {
    issuer.discovery = with(issuer.discovery, "issuer", issuer.url() + "/");

    refused("InvalidIdentityToken", "Couldn't retrieve verification key", good());
  }

  @Test
  void saysThatAnIssuerIsAway() {
    issuer.close();

    refused("IDPCommunicationError", "could not be reached", good());
  }

  @Test
  void refusesARoleThatTheRolesClaimDoesNotName() {
    refused("InvalidIdentityToken", "roles claim", good().claim(ROLES, List.of(ARN + "2")));
    assertEquals(200, assume(signed(good().claim(ROLES, List.of(ARN)))).status());
    assertEquals(200, assume(signed(good().claim(ROLES, ARN))).status());
  }

  @Test
  void takesTagsWhereTheTrustPolicyAllowsThem() {
    Map<String, Object> tags = Map.of("principal_tags", Map.of("org", List.of("shop")));

    accessDenied("TagSession", good().claim(TAGS, tags));
    sts.role(new AwsRole(ARN, issuer.url(), Map.of("sub", SUBJECT), true));
    String answer = assume(signed(good().claim(TAGS, tags))).http().body();
    assertEquals(
        Map.of("org", "shop"), sts.session(element("SessionToken", answer)).orElseThrow().tags());
  }

  @Test
  void refusesTagsBeyondTheirLimits() {
    sts.role(new AwsRole(ARN, issuer.url(), Map.of("sub", SUBJECT), true));
    Map<String, Object> many =
        IntStream.rangeClosed(0, 50)
            .boxed()
            .collect(Collectors.toMap(i -> "tag" + i, i -> List.of("v")));

    tagsRefused("at most 50", many);
    tagsRefused("too long", Map.of("k".repeat(129), List.of("v")));
    tagsRefused("too long", Map.of("k", List.of("v".repeat(257))));
    tagsRefused("one value", Map.of("k", List.of("v", "w")));
    tagsRefused("case", Map.of("k", List.of("v"), "K", List.of("v")));
  }

  @Test
  void refusesIssuersThatAwsRefuses() {
    for (String url :
        List.of("http://id.example", "https://id.example:8443", "https://id.example?a=b")) {
      assertThrows(
          IllegalArgumentException.class, () -> sts.trust(url, Set.of(AUDIENCE)), () -> url);
    }
    sts.trust("https://id.example/shop", Set.of(AUDIENCE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RoleArn", "RoleSessionName", "WebIdentityToken"})
  void needsTheParameter(String name) {
    Map<String, String> call = call(signed(good()));
    call.remove(name);

    refused(400, "ValidationError", "", Forms.post(sts.url(), call));
  }

  private JWTClaimsSet.Builder good() {
    return issuer.claims(AUDIENCE);
  }

  private Answer assume(String token) {
    return Forms.post(sts.url(), call(token));
  }

  private static Map<String, String> call(String token) {
    return new HashMap<>(
        Map.of(
            "Action",
            "AssumeRoleWithWebIdentity",
            "Version",
            "2011-06-15",
            "RoleArn",
            ARN,
            "RoleSessionName",
            "test",
            "WebIdentityToken",
            token));
  }

  private void accessDenied(String action, JWTClaimsSet.Builder claims) {
    refused(403, "AccessDenied", "Not authorized to perform sts:" + action, assume(signed(claims)));
  }

  private void tagsRefused(String message, Map<String, ?> tags) {
    refused("InvalidIdentityToken", message, good().claim(TAGS, Map.of("principal_tags", tags)));
  }

  private void refused(String code, String message, JWTClaimsSet.Builder claims) {
    refused(400, code, message, assume(signed(claims)));
  }

  private static void refused(int status, String code, String message, Answer answer) {
    assertEquals(status, answer.status(), answer::toString);
    assertEquals(code, element("Code", answer.http().body()));
    assertTrue(element("Message", answer.http().body()).contains(message), answer::toString);
  }

  private static String element(String name, String xml) {
    Matcher element = Pattern.compile("<%1$s>(.*?)</%1$s>".formatted(name)).matcher(xml);
    assertTrue(element.find(), xml);
    return element.group(1);
  }

  private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
    Map<String, Object> copy = new HashMap<>(map);
    copy.put(key, value);
    return copy;
  }
}
