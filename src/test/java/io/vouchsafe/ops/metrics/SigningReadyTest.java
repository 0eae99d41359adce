package io.vouchsafe.ops.metrics;

import static io.vouchsafe.testing.Eventually.eventually;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.Stage;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gauge of signing is 0 while no token could be had, whether or not anybody asks for one. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class SigningReadyTest {
  private static final String READY = "vouchsafe_signing_ready{";
  private static final String RS256 = READY + "issuer=\"default\",role=\"RS256\"}";
  private static final String ES256 = READY + "issuer=\"default\",role=\"ES256\"}";

  Stage stage;

  /** The values of all keys of all issuers. */
  private Set<String> ready() {
    return new Metrics(stage)
        .text()
        .lines()
        .filter(line -> line.startsWith(READY))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .collect(toSet());
  }

  @BeforeEach
  @AfterEach
  void everyKeySigns() {
    stage.vault().mend();
    eventually("every key signs", () -> ready().equals(Set.of("1.0")));
  }

  @Test
  void noKeySignsWhileVaultIsSealedThoughNobodyAsks() {
    stage.bao().seal();
    try {
      eventually("no key signs", () -> ready().equals(Set.of("0.0")));
      assertEquals(200, Client.of(stage).get("/.well-known/jwks.json").status());
    } finally {
      stage.bao().unseal();
    }
  }

  @Test
  void theKeyWhoseTokensFailDoesNotSign() {
    String grant = Client.of(stage).grant(Client.workload("d-1"));
    stage.vault().breaks(path -> path.endsWith("/sign/vouchsafe-es256"), Fault.answer(403, "{}"));

    Metrics metrics = new Metrics(stage);
    eventually(
        "the key does not sign",
        () -> {
          assertEquals(503, Client.of(stage).idToken(grant, Stage.ES256_AUDIENCE).status());
          return metrics.value(ES256) == 0;
        });
    assertEquals(1, metrics.value(RS256));
  }
}
