package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.IssuedSecrets;
import io.vouchsafe.testing.OutageTable;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The running service logs in to Vault in the ways of a deployment, and tells how that goes. */
class VaultLoginIT {
  private static final String LOGIN = "quarkus.vault.authentication.";
  private static final Map<String, ?> ROLE =
      Map.of(
          "token_policies",
          List.of("vouchsafe-signer", "second-signer"),
          "token_no_default_policy",
          true,
          "token_period",
          "1h");

  @TempDir Path folder;
  private final Stage stage = Stage.shared();
  private Map<String, String> config;
  private Client client;
  private Health health;

  @BeforeEach
  void prepare() {
    config = new TreeMap<>(stage.start());
    config.put("vouchsafe.transit.request-timeout", "10s");
    config.put("quarkus.log.level", "DEBUG");
    config.remove(LOGIN + "client-token");
    client = Client.of(stage);
    health = new Health(stage);
  }

  @AfterEach
  void stop() {
    stage.stop();
  }

  private void signs() {
    eventually(health::text, health::good);
    Tokens.verified(client, client.token(client.grant(Client.workload("d-1")), "a"));
  }

  @Test
  void byAppRoleWithAWrappedSecretIdAndAgainWhenTheTokenIsRevoked() {
    String roleId = stage.bao().appRole("service", "vouchsafe-signer").roleId();
    stage.bao().root().write("auth/approle/role/service", ROLE);
    String wrapping = IssuedSecrets.remember(stage.bao().wrappedSecretId("service"));
    config.put(LOGIN + "app-role.role-id", roleId);
    config.put(LOGIN + "app-role.secret-id-wrapping-token", wrapping);
    try (ServiceProcess service = ServiceProcess.on(stage, "app-role", config)) {
      signs();
      assertEquals(1, logins("approle"));

      stage.bao().root().write("sys/leases/revoke-prefix/auth/approle/login", Map.of());
      eventually("a login after the revocation", () -> logins("approle") > 1);

      signs();
      assertEquals(1, stage.vault().seen(path -> path.endsWith("/unwrap")).size());
      assertFalse(service.output().contains(wrapping));
    }
  }

  private int logins(String mount) {
    return stage.vault().seen(path -> path.equals("/v1/auth/" + mount + "/login")).size();
  }

  @Test
  void aWrappingTokenThatSomebodyElseUsedIsNamedAndNothingElseBreaks() {
    String roleId = stage.bao().appRole("service", "vouchsafe-signer").roleId();
    String wrapping = IssuedSecrets.remember(stage.bao().wrappedSecretId("service"));
    IssuedSecrets.remember(
        stage
            .bao()
            .as(wrapping)
            .write("sys/wrapping/unwrap", Map.of())
            .at("/data/secret_id")
            .asText());
    config.put(LOGIN + "app-role.role-id", roleId);
    config.put(LOGIN + "app-role.secret-id-wrapping-token", wrapping);
    try (ServiceProcess service = ServiceProcess.on(stage, "app-role-stolen", config)) {
      eventually(
          health::text,
          () -> Health.reasons(health.ready()).contains("app-role.secret-id-wrapping-token"));
      assertTrue(Health.up(health.live()), health::text);
      assertFalse(Health.up(health.ready()), health::text);
      assertFalse(Health.up(health.signing()), health::text);
      OutageTable.names("does not accept our login", () -> Health.reasons(health.signing()));
      assertFalse((health.text() + service.output()).contains(wrapping));
    }
  }

  @Test
  void byAJwtFromAFileThatComesLater() throws IOException, JOSEException {
    var root = stage.bao().root();
    root.write("sys/auth/jwt", Map.of("type", "jwt"));
    root.write(
        "auth/jwt/config",
        Map.of(
            "jwt_validation_pubkeys",
            "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder()
                    .encodeToString(stage.proofKey().toRSAPublicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----"));
    Map<String, Object> role = new TreeMap<>(ROLE);
    role.putAll(Map.of("role_type", "jwt", "user_claim", "sub", "bound_audiences", "vault"));
    root.write("auth/jwt/role/service", role);
    Path file = folder.resolve("token");
    config.put(LOGIN + "kubernetes.role", "service");
    config.put(LOGIN + "kubernetes.auth-mount-path", "jwt");
    config.put(LOGIN + "kubernetes.jwt-token-path", file.toString());
    try (ServiceProcess service = ServiceProcess.on(stage, "jwt-file", config)) {
      eventually(health::text, () -> Health.reasons(health.ready()).contains(file.toString()));
      assertFalse(Health.up(health.ready()), health::text);

      Files.writeString(file, client.proof(claims -> claims.audience("vault")) + "\n");

      signs();
      assertTrue(service.running());
    }
  }
}
