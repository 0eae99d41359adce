package io.vouchsafe.vault;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.StrangerKeys;
import io.vouchsafe.testing.Tokens;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When Vault answers what must not be believed. */
@Tag("slow")
@QuarkusTest
@QuarkusTestResource(Stage.class)
@QuarkusTestResource(value = FailingVault.Quick.class, restrictToAnnotatedClass = true)
class VaultFailuresAnswersTest extends FailingVault {
  @ParameterizedTest(name = "Vault answers {0}")
  @MethodSource("io.vouchsafe.vault.VaultFaults#wrongAnswers")
  void aWrongAnswerIsThrownAway(String name, Fault fault) {
    stage.vault().breaks(SIGNING, fault);

    refusesTokensAndServesTheRest(502, "");

    mend();
    recovers();
  }

  @Test
  void aSignatureOfAnotherKeyIsThrownAway() {
    stage.vault().breaks(SIGNING, StrangerKeys.signingIn(stage.bao()));

    refusesTokensAndServesTheRest(502, "signature");
    eventually(
        health::text, () -> Health.reasons(health.signing()).contains("vouchsafe-rs256 failing"));
  }

  @ParameterizedTest(name = "a key read says {0}")
  @MethodSource("io.vouchsafe.vault.VaultFaults#wrongReadings")
  void aWrongReadingChangesNothing(String name, Fault fault) {
    stage.vault().breaks(READING, fault);
    eventually(
        health::text,
        () ->
            Stream.of("vouchsafe-rs256", "vouchsafe-es256", "vouchsafe-grant")
                .allMatch(key -> Health.reasons(health.ready()).contains(key)));

    servesTheRest();
    for (String audience : AUDIENCES) {
      Tokens.verified(client, client.token(grant, audience));
    }

    mend();
    recovers();
  }

  @Test
  void aStrangersPublicKeyLetsNothingOut() {
    stage.bao().root().write("transit/keys/stranger-rs256", Map.of("type", "rsa-2048"));
    String strangers =
        stage.bao().key("stranger-rs256").at("/keys/1/public_key").asText().replace("\n", "\\\\n");
    stage
        .vault()
        .breaks(
            path -> path.endsWith("/transit/keys/vouchsafe-rs256"),
            Fault.rewrite(
                body -> body.replaceFirst("(\"public_key\":\")[^\"]*", "$1" + strangers)));
    eventually(
        "a refusal",
        () -> {
          Answer answer = client.idToken(grant, "rs256.example");
          if (answer.status() == 200) {
            Tokens.verifiedBy(jwks(documents), answer.text("value"));
          }
          return answer.status() == 502;
        });

    assertFalse(client.get("/.well-known/jwks.json").body().path("keys").isEmpty());
    assertTrue(Health.up(health.ready()), health::text);
    eventually(health::text, () -> !Health.up(health.signing()));
  }
}
