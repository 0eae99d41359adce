package io.vouchsafe.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of a token exchange (RFC 8693, 2.1; RFC 6749, 3.2). */
class ExchangeFormTest {
  private static final String SECRET = "eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmF0dXJl";
  private static final ExchangeForms GOOD = ExchangeForms.of(SECRET);

  private static ExchangeForm read(String form) {
    return ExchangeForm.read(form.getBytes(ISO_8859_1));
  }

  private static void assertRefused(Problem.Kind kind, String member, String form) {
    Problem problem = assertThrows(Problem.class, () -> read(form));

    assertEquals(kind, problem.kind(), problem.getMessage());
    assertEquals(member, problem.member().orElse(""), problem.getMessage());
    assertFalse(problem.getMessage().contains("canary"), problem.getMessage());
    assertFalse(problem.getMessage().contains(SECRET), problem.getMessage());
  }

  @Test
  void aGoodOneIsRead() {
    ExchangeForm form = read(GOOD.encoded());

    assertEquals(SECRET, form.subjectToken());
    assertEquals("api.example", form.audience());
    assertFalse(form.toString().contains(SECRET));
  }

  /** WHATWG URL, 5.1. */
  @Test
  void anAudienceMayHaveAnyCharacter() {
    String audience = "//iam.googleapis.com/projects/1 & 2+3=ä%41";

    assertEquals(audience, read(GOOD.with("audience", audience).encoded()).audience());
  }

  @ParameterizedTest
  @ValueSource(strings = {"grant_type", "subject_token", "subject_token_type", "audience"})
  void whatIsMissingOrHasNoValueIsNamed(String name) {
    assertRefused(Problem.Kind.INVALID_REQUEST, name, GOOD.without(name).encoded());
    assertRefused(Problem.Kind.INVALID_REQUEST, name, GOOD.with(name, "").encoded());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grant_type",
        "subject_token",
        "subject_token_type",
        "requested_token_type",
        "audience",
        "resource",
        "scope",
        "client_id",
        "actor_token",
        "actor_token_type"
      })
  void noParameterMayComeTwice(String name) {
    String twice = GOOD.with(name, "canary").encoded() + "&" + name + "=canary";

    assertRefused(Problem.Kind.INVALID_REQUEST, name, twice);
    assertRefused(Problem.Kind.INVALID_REQUEST, name, GOOD.encoded() + "&" + name + "=&" + name);
  }

  @Test
  void norMayOneThatNobodyKnowsWhoseNameIsNotRepeated() {
    assertRefused(Problem.Kind.INVALID_REQUEST, "", GOOD.encoded() + "&canary=1&canary=1");
    assertEquals("api.example", read(GOOD.encoded() + "&canary=1").audience());
  }

  /** One that is spelled in another way is the same one. */
  @Test
  void aNameMayBePercentEncoded() {
    assertRefused(Problem.Kind.INVALID_REQUEST, "audience", GOOD.encoded() + "&%61udience=canary");
  }

  @ParameterizedTest
  @CsvSource({
    "grant_type,client_credentials,FORBIDDEN",
    "grant_type,urn:ietf:params:oauth:grant-type:token-exchange2,FORBIDDEN",
    "resource,https://canary.example,FORBIDDEN",
    "actor_token,canary,INVALID_REQUEST",
    "actor_token_type,urn:ietf:params:oauth:token-type:jwt,INVALID_REQUEST",
    "subject_token_type,urn:ietf:params:oauth:token-type:saml2,INVALID_REQUEST",
    "subject_token_type,jwt,INVALID_REQUEST",
    "subject_token_type,urn:ietf:params:oauth:token-type:JWT,INVALID_REQUEST",
    "requested_token_type,urn:ietf:params:oauth:token-type:refresh_token,INVALID_REQUEST",
  })
  void whatIsNotTakenIsNamed(String name, String value, Problem.Kind kind) {
    assertRefused(kind, name, GOOD.with(name, value).encoded());
  }

  @ParameterizedTest
  @ValueSource(strings = {"jwt", "id_token", "access_token"})
  void threeTypesAreTaken(String type) {
    String urn = "urn:ietf:params:oauth:token-type:" + type;

    assertEquals(
        SECRET,
        read(GOOD.with("subject_token_type", urn).with("requested_token_type", urn).encoded())
            .subjectToken());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "audience=%",
        "audience=%4",
        "audience=%zz",
        "audience=%u0041",
        "audience=%ff",
        "audience=%c0%af",
        "audience=%ed%a0%80",
        "aud ience=canary",
        "audience=a\nb",
        "audience=a\tb",
        "audience=a\u0000b",
        "\u00ef\u00bb\u00bfaudience=canary",
        "audience=\u00e4",
        "\u001f\u008b\u0008",
        "{\"audience\":\"canary\"}",
        "audience=<canary>",
      })
  void whatIsNoFormIsRefused(String nonsense) {
    assertRefused(
        Problem.Kind.INVALID_REQUEST, "", GOOD.without("audience").encoded() + "&" + nonsense);
  }

  /** A byte order mark makes another name of the first one. */
  @Test
  void anEncodedByteOrderMarkIsNoPartOfAName() {
    assertRefused(Problem.Kind.INVALID_REQUEST, "grant_type", "%EF%BB%BF" + GOOD.encoded());
  }

  @Test
  void emptyPairsAreNothing() {
    assertEquals("api.example", read("&&" + GOOD.encoded() + "&&").audience());
    assertRefused(Problem.Kind.INVALID_REQUEST, "grant_type", "&=&");
    assertRefused(Problem.Kind.INVALID_REQUEST, "grant_type", "");
  }

  @Test
  void thousandsOfParametersAreRead() {
    String many =
        GOOD.encoded()
            + IntStream.range(0, 3000).mapToObj(number -> "&" + number).collect(joining());

    assertTrue(many.getBytes(UTF_8).length <= ExchangeForm.BOUNDS.max());
    assertEquals("api.example", read(many).audience());
  }

  @Test
  void theBoundsAreThoseOfTheFrontDoor() {
    assertEquals(16 * 1024, ExchangeForm.BOUNDS.max());
    assertEquals(Duration.ofSeconds(5), ExchangeForm.BOUNDS.timeout());
    assertEquals(64, ExchangeForm.MOST);
    assertEquals(4, ExchangeForm.MOST_OF_PEER);
  }
}
