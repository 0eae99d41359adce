package io.vouchsafe.signing;

import static io.vouchsafe.testing.TransitBed.SIGNING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.SigningHandle;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of Vault to a call to sign that are refused, whatever signature they hold. */
class SignatureRefusalTest {
  private static final Duration AMPLE = Duration.ofSeconds(30);

  @RegisterExtension static final TransitBed bed = TransitBed.ofSigner();

  private static TransitBed.Signing signing;

  @BeforeAll
  static void start() {
    signing = bed.signing();
  }

  @Test
  void refusesTheSignatureOfAnotherVersion() {
    bed.proxy().breaks(SIGNING, Fault.rewrite(body -> body.replace("vault:v1:", "vault:v2:")));
    assertEquals(Problem.Kind.WRONG_ANSWER, refusal(SigningAlgorithm.ES256).kind());

    bed.proxy()
        .breaks(
            SIGNING, Fault.rewrite(body -> body.replace("\"key_version\":1", "\"key_version\":2")));
    assertEquals(Problem.Kind.WRONG_ANSWER, refusal(SigningAlgorithm.ES256).kind());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "[]",
        "null",
        "{}",
        "{\"data\":{}}",
        "{\"data\":{\"batch_results\":{}}}",
        "{\"data\":{\"batch_results\":[]}}",
        "{\"data\":{\"batch_results\":[null]}}",
        "{\"data\":{\"batch_results\":[{}]}}",
        "{\"data\":{\"batch_results\":[{\"error\":\"no\"}]}}",
        "{\"data\":{\"batch_results\":[{\"error\":\"no\",\"reference\":\"0\"}]}}",
        "{\"data\":{\"key_version\":1,\"signature\":\"vault:v1:AAAA\"}}"
      })
  void refusesAnAnswerThatIsNotOfTheApi(String body) {
    bed.proxy().breaks(SIGNING, Fault.answer(200, body));

    assertEquals(Problem.Kind.WRONG_ANSWER, refusal(SigningAlgorithm.RS256).kind());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "\"signature\":\"vault:v1:[^\"]*\" \"signature\":\"vault:v1:\"",
        "\"signature\":\"vault:v1:[^\"]*\" \"signature\":\"vault:v1:***\"",
        "\"signature\":\"vault:v1:[^\"]*\" \"signature\":\"vault:v1:AAAA\"",
        "\"signature\":\"vault:v1:[^\"]*\" \"signature\":\"vault:v1:MAYCAQECAQEA\"",
        "\"signature\":\"vault:v1:[^\"]*\" \"signature\":\"vault:v1:MAYCAQECAQA=\"",
        "\"signature\":\"vault:v1:[^\"]*\" \"signature\":7",
        "\"signature\":\"vault:v1:[^\"]*\" \"other\":\"\"",
        "\"(vault:v1:[^\"]*)\" \"$1:\"",
        "\"key_version\":1 \"key_version\":1.0",
        "\"key_version\":1 \"key_version\":\"1\"",
        "\"key_version\":1 \"key_version\":1,\"key_version\":1",
        "$ {}"
      })
  void refusesAnAnswerThatIsNoSignature(String pattern, String instead) {
    bed.proxy().breaks(SIGNING, Fault.rewrite(body -> body.strip().replaceAll(pattern, instead)));

    Problem problem = refusal(SigningAlgorithm.ES256);

    assertEquals(Problem.Kind.WRONG_ANSWER, problem.kind());
    assertFalse(problem.getMessage().contains("AAAA"), problem::getMessage);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 422})
  void saysThatTheVersionMayBeRefusedWhateverTheTextOfTheRefusal(int status) {
    bed.proxy().breaks(SIGNING, Fault.answer(status, "{\"errors\":[\"deep secret\"]}"));

    Problem problem = refusal(SigningAlgorithm.ES256);

    assertEquals(Problem.Kind.VERSION_REFUSED, problem.kind());
    assertFalse(problem.getMessage().contains("deep secret"));
    assertEquals(1, bed.proxy().seen(SIGNING).size());
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 301})
  void blamesNoVersionWhereVaultItselfFails(int status) {
    bed.proxy().breaks(SIGNING, Fault.answer(status, "{\"errors\":[\"deep secret\"]}"));

    Problem problem = refusal(SigningAlgorithm.ES256);

    assertEquals(Problem.Kind.UNAVAILABLE, problem.kind());
    assertEquals("Vault failed to sign", problem.getMessage());
    assertEquals(1, bed.proxy().seen(SIGNING).size());
  }

  private static Problem refusal(SigningAlgorithm algorithm) {
    SigningHandle handle = handle(prepare(algorithm), AMPLE);
    return assertThrows(Problem.class, () -> signing.signer().sign(handle));
  }

  private static PreparedToken prepare(SigningAlgorithm algorithm) {
    return signing.prepare(algorithm);
  }

  private static SigningHandle handle(PreparedToken token, Duration deadline) {
    return signing.handle(token, deadline);
  }
}
