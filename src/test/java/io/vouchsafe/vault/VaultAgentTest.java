package io.vouchsafe.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.vertx.core.Vertx;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.testing.BaoAgent;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultFixture;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vault behind a real agent or proxy that logs in for us and insists on its header. */
class VaultAgentTest {
  private static final Deadline AMPLE = Deadline.in(Duration.ofMinutes(5));
  private static final OwnLogin BY_AGENT =
      new OwnLogin(
          "own",
          OwnLogin.SecretFiles.NONE,
          true,
          Optional.empty(),
          VaultFixture.NO_OWN_LOGIN.unwrapTimeout());

  private static Vertx vertx;
  private static OpenBao bao;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    bao = OpenBao.shared();
  }

  @AfterAll
  static void stop() {
    bao.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @ParameterizedTest
  @ValueSource(strings = {"proxy", "agent"})
  void needsNoLoginOfOurs(String command) {
    try (BaoAgent agent = BaoAgent.start(command, bao, bao.appRole(command, "vouchsafe-signer"));
        VaultAccess vault = open(agent)) {
      vault.get(VaultOperation.READ, VaultLogins.KEY, AMPLE);

      VaultFailure lacking =
          assertThrows(
              VaultFailure.class, () -> vault.get(VaultOperation.READ, "sys/policies/acl", AMPLE));
      assertEquals(VaultFailure.Kind.DENIED, lacking.kind());
      vault.get(VaultOperation.READ, VaultLogins.KEY, AMPLE);
      assertEquals(
          412,
          Http.call("GET", agent.address() + "/v1/" + VaultLogins.KEY, null).status(),
          "the agent insists on the header");
    }
  }

  private static VaultAccess open(BaoAgent agent) {
    VaultRuntimeConfig config =
        VaultFixture.config(
            agent.address(), Map.of("quarkus.vault.enterprise.namespace", bao.namespace()));
    return VaultAccess.open(
        VaultAddress.of(config),
        ClientCertificate.NONE,
        new VaultCredentials(VaultCredentials.OF_VAULT, config.authentication(), BY_AGENT),
        vertx,
        VaultFixture.CALLS,
        VaultFixture.CLOCK,
        VaultEvents.NONE);
  }
}
