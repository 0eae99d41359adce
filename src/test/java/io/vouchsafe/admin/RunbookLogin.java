package io.vouchsafe.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.vouchsafe.testing.IssuedSecrets;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.VaultApi.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The login that {@code vault/setup --auth approle} prepares for a role, whose secret id is in a
 * file.
 */
record RunbookLogin(OpenBao bao, String role, Path file) {

  /** Prepares it, for both issuers of a stage. */
  static RunbookLogin of(OpenBao bao, String role, Path folder) throws IOException {
    bao.setup("--auth", "approle", "--role", role, "--revocation-mount", Stage.REVOKED);
    return prepared(bao, role, folder);
  }

  /** The one that somebody has prepared, also for the second issuer of a stage. */
  static RunbookLogin prepared(OpenBao bao, String role, Path folder) throws IOException {
    RunbookLogin login = new RunbookLogin(bao, role, Files.createTempFile(folder, role, ""));
    bao.root()
        .write(login.path(), Map.of("token_policies", "vouchsafe-%s,second-%1$s".formatted(role)));
    String made =
        bao.root().write(login.path() + "/secret-id", Map.of()).at("/data/secret_id").asText();
    Files.writeString(login.file, IssuedSecrets.remember(made));
    return login;
  }

  private String path() {
    return "auth/approle/role/vouchsafe-" + role;
  }

  private String roleId() {
    return bao.root().read(path() + "/role-id").path("role_id").asText();
  }

  /** What the file has. */
  String secretId() throws IOException {
    return IssuedSecrets.remember(Files.readString(file).strip());
  }

  /** The settings of a service that logs in so, in pairs. */
  List<String> settings() {
    return List.of(
        "quarkus.vault.authentication.client-token",
        "",
        "quarkus.vault.authentication.app-role.role-id",
        roleId(),
        "vouchsafe.vault.login.secret-id-file",
        file.toString());
  }

  /** What a runbook takes from the shell. */
  Map<String, String> variables() {
    return Map.of("SECRET_ID_FILE", file.toString());
  }

  /** A Vault token by what the file has. */
  String token() throws IOException {
    Answer answer = login(secretId());
    assertEquals(200, answer.status(), answer::toString);
    return IssuedSecrets.remember(answer.body().at("/auth/client_token").asText());
  }

  private Answer login(String secretId) {
    return bao.root()
        .call("POST", "auth/approle/login", Map.of("role_id", roleId(), "secret_id", secretId));
  }

  /** Neither the token nor the secret id is worth anything, and what the file has now is. */
  void assertOver(String token, String secretId) throws IOException {
    assertFalse(bao.as(token).call("GET", "auth/token/lookup-self", null).done(), token);
    assertFalse(login(secretId).done());
    assertNotEquals(secretId, secretId());
    assertNotEquals("", token());
  }
}
