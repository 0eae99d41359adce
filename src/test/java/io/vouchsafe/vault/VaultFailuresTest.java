package io.vouchsafe.vault;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.BreakingProxy.Response;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When Vault does not answer, or answers that it will not. */
@Tag("slow")
@QuarkusTest
@QuarkusTestResource(Stage.class)
@QuarkusTestResource(value = FailingVault.Quick.class, restrictToAnnotatedClass = true)
class VaultFailuresTest extends FailingVault {
  @ParameterizedTest(name = "Vault {0} when it should sign")
  @MethodSource("io.vouchsafe.vault.VaultFaults#outages")
  void whileVaultDoesNotSignNothingIsIssued(String name, Fault fault, String detail) {
    stage.vault().breaks(SIGNING, fault);

    refusesTokensAndServesTheRest(503, detail);

    mend();
    recovers();
  }

  @ParameterizedTest(name = "Vault {0}")
  @MethodSource("io.vouchsafe.vault.VaultFaults#outages")
  void anOutageTakesNothingOffTheAir(String name, Fault fault, String detail) {
    stage.vault().breaks(EVERYTHING, fault);
    eventually(health::text, () -> !Health.reasons(health.ready()).isBlank());

    refusesTokensAndServesTheRest(503, detail);

    mend();
    recovers();
  }

  @Test
  void vaultIsDown() {
    stage.vault().down();
    eventually(health::text, () -> !Health.reasons(health.ready()).isBlank());

    refusesTokensAndServesTheRest(503, "cannot be reached");

    mend();
    recovers();
  }

  @Test
  void vaultIsSealed() {
    stage.bao().seal();
    try {
      eventually(health::text, () -> Health.reasons(health.ready()).contains("sealed"));

      refusesTokensAndServesTheRest(503, "sealed");
    } finally {
      stage.bao().unseal();
    }
    recovers();
  }

  @Test
  void theVaultPolicyIsTakenAway() {
    var root = stage.bao().root();
    String policy = root.read("sys/policies/acl/vouchsafe-signer").path("policy").asText();
    root.write(
        "sys/policies/acl/vouchsafe-signer",
        Map.of("policy", "path \"none\" { capabilities = [\"deny\"] }"));
    try {
      eventually(health::text, () -> Health.reasons(health.ready()).contains("policy"));

      refusesTokensAndServesTheRest(503, "refused");
    } finally {
      root.write("sys/policies/acl/vouchsafe-signer", Map.of("policy", policy));
    }
    recovers();
  }

  @Test
  void theSigningGroupTellsOfAnOutageAndRecoversWhetherSomebodyAsksForATokenOrNot()
      throws InterruptedException {
    stage.vault().breaksAll(Fault.answer(500, "{}"));
    client.idToken(grant, "a");
    eventually(health::text, () -> !Health.reasons(health.ready()).isBlank());
    Thread.sleep(Duration.ofSeconds(4));
    assertFalse(Health.up(health.signing()), health::text);

    mend();

    eventually(health::text, () -> Health.up(health.signing()));
  }

  @Test
  void whenToComeAgainIsVaultsWordWhereItHasOne() {
    stage
        .vault()
        .breaks(
            SIGNING,
            (request, upstream) -> {
              var answer = Fault.answer(429, "{}").apply(request, upstream);
              var headers = new TreeMap<>(answer.headers());
              headers.put("retry-after", "7");
              return new Response(429, headers, answer.body(), answer.sent());
            });

    assertEquals("7", client.idToken(grant, "a").header("Retry-After"));
  }

  @Test
  void someOfManyTokensFailAndSaySo() {
    stage.vault().breaks(path -> path.endsWith("/sign/vouchsafe-es256"), Fault.answer(500, "{}"));

    Answer answer =
        client.post(
            "/id-tokens",
            grant,
            Map.of(
                "tokens",
                Map.of(
                    "good", Map.of("audience", "a"),
                    "bad", Map.of("audience", Stage.ES256_AUDIENCE))));

    assertEquals(200, answer.status(), answer.http().body());
    JsonNode tokens = answer.body().path("tokens");
    Tokens.verified(client, tokens.at("/good/value").asText());
    assertEquals(503, tokens.at("/bad/status").asInt());
  }
}
