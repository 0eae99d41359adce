package io.vouchsafe.http.body;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Codes and statuses of RFC 6749, 5.2, and RFC 8693, 2.2.2. */
class OAuthErrorTest {
  @ParameterizedTest
  @CsvSource({
    "INVALID_REQUEST,invalid_request,400",
    "NO_CREDENTIALS,invalid_request,400",
    "INVALID_CREDENTIALS,invalid_request,400",
    "FORBIDDEN,invalid_request,400",
    "NOT_FOUND,invalid_request,404",
    "METHOD_NOT_ALLOWED,invalid_request,405",
    "REQUEST_TIMEOUT,invalid_request,408",
    "TOO_LARGE,invalid_request,413",
    "UNSUPPORTED_MEDIA_TYPE,invalid_request,415",
    "TOO_MANY_REQUESTS,temporarily_unavailable,429",
    "INTERNAL,server_error,500",
    "NOT_IMPLEMENTED,server_error,501",
    "WRONG_ANSWER,temporarily_unavailable,502",
    "UNAVAILABLE,temporarily_unavailable,503",
    "NO_ROOM,temporarily_unavailable,507",
  })
  void everyTypeHasACodeAndAStatus(ProblemType type, String code, int status) {
    OAuthError error = OAuthError.of(ProblemBody.of(type, "detail"));

    assertEquals(code, error.error());
    assertEquals(status, error.status());
  }

  @ParameterizedTest
  @CsvSource({
    "grant_type,unsupported_grant_type",
    "audience,invalid_target",
    "resource,invalid_target",
    "workload.org,invalid_request",
  })
  void whatIsNotGrantedSaysWhatItIs(String member, String code) {
    OAuthError error = OAuthError.of(ProblemBody.of(Problem.forbidden(member, "is not granted")));

    assertEquals(code, error.error());
    assertEquals(400, error.status());
  }

  @Test
  void everyFaultOfASubjectTokenIsOneText() {
    OAuthError one =
        OAuthError.ofSubjectToken(
            ProblemBody.of(Problem.of(Problem.Kind.INVALID_CREDENTIALS, "the proof has expired")));

    assertEquals("invalid_request", one.error());
    assertEquals(OAuthError.SUBJECT_TOKEN, one.description());
    assertEquals(400, one.status());
    assertEquals("the proof has expired", one.problem().detail());
  }

  /** RFC 6749, 5.2: %x20-21 / %x23-5B / %x5D-7E. */
  @Test
  void aDescriptionHasTheCharactersThatItMayHave() {
    OAuthError error =
        OAuthError.of(
            ProblemBody.of(ProblemType.INVALID_REQUEST, "a \"b\" \\ c\u00e4\n\ud83d\ude00~"));

    assertEquals("a 'b' / c???~", error.description());
  }

  @Test
  void nothingElseIsInItsJson() throws JsonProcessingException {
    OAuthError error =
        OAuthError.of(ProblemBody.of(Problem.unavailable("not now", Duration.ofSeconds(1))));

    assertEquals(
        "{\"error\":\"temporarily_unavailable\",\"error_description\":\"not now\"}",
        new ObjectMapper().registerModule(new Jdk8Module()).writeValueAsString(error));
  }
}
