package io.vouchsafe.admin;

import static io.vouchsafe.testing.BaoServer.binary;
import static io.vouchsafe.testing.Repository.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.admin.Admin.Ended;
import io.vouchsafe.testing.OpenBao;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A login mount that others use too is theirs as well; a mistake is found before a change. */
@Tag("slow")
class VaultLoginTest {
  private static final String SETUP = "vault/setup";
  private static final String CONFIG = "auth/kubernetes/config";
  private static final String HOST = "https://kubernetes.example.com";
  private static final String OTHER = "https://other.example.com";
  private static final String REPLACE = "--replace-config";

  @TempDir Path folder;
  private OpenBao bao;
  private Admin admin;

  @BeforeEach
  void takeAnEmptyNamespace() {
    bao = OpenBao.sharedEmpty();
    admin = new Admin(bao, folder);
  }

  @AfterEach
  void close() {
    bao.close();
  }

  private Ended setup(List<String> flags, String... more) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(List.of(more));
    return admin.with(binary(), bao.rootToken(), SETUP, all.toArray(String[]::new));
  }

  private List<String> jwt(String issuer) {
    return List.of(
        "--auth", "jwt", "--issuer-url", issuer, "--subject", "somebody", "--audience", "vault");
  }

  private List<String> kubernetes(String host) {
    return List.of(
        "--auth",
        "kubernetes",
        "--service-account",
        "apps/vouchsafe",
        "--kubernetes-host",
        host,
        "--ca-file",
        file("ca.crt", certificate()));
  }

  private String file(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text).toString();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String certificate() {
    try {
      return VaultSetupTest.anyCaCertificate();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void mount(String type, Map<String, ?> config) {
    bao.root().write("sys/auth/" + type, Map.of("type", type));
    bao.root().write("auth/" + type + "/config", config);
  }

  private void assertNothingMade() {
    assertEquals(404, bao.root().call("GET", "transit/keys/vouchsafe-rs256", null).status());
  }

  @Test
  void aJwtMountOfOthersIsNotChangedWithoutAFlag() {
    String issuer = bao.identities().issuer();
    String keys = issuer + "/.well-known/keys";
    mount("jwt", Map.of("bound_issuer", OTHER, "jwks_url", keys, "default_role", "theirs"));
    JsonNode before = bao.root().read("auth/jwt/config");

    setup(jwt(issuer))
        .with(1)
        .saying(
            "oidc_discovery_url: none now, " + issuer + " as asked",
            "bound_issuer: " + OTHER + " now, lost by the write",
            "default_role: theirs now, lost by the write",
            "--auth-mount",
            REPLACE);

    assertEquals(before, bao.root().read("auth/jwt/config"));
    assertNothingMade();
    setup(jwt(issuer), "--auth-mount", "ours").done().saying("created auth/ours/config");
    setup(jwt(issuer), REPLACE).done().saying("updated auth/jwt/config");
    assertEquals(issuer, bao.root().read("auth/jwt/config").path("oidc_discovery_url").asText());
  }

  @Test
  void aKubernetesMountOfAnotherClusterIsNotChangedWithoutAFlag() {
    mount("kubernetes", Map.of("kubernetes_host", HOST, "kubernetes_ca_cert", certificate()));

    setup(kubernetes(OTHER))
        .with(1)
        .saying("kubernetes_host: " + HOST + " now, " + OTHER + " as asked", REPLACE);

    assertEquals(HOST, bao.root().read(CONFIG).path("kubernetes_host").asText());
    assertNothingMade();
    setup(kubernetes(OTHER), REPLACE).done().saying("updated " + CONFIG);
    assertEquals(OTHER, bao.root().read(CONFIG).path("kubernetes_host").asText());
  }

  @Test
  void aReviewerThatIsSetIsNeverLost() {
    String reviewer = file("reviewer.jwt", "a.b.c");
    setup(kubernetes(HOST), "--token-reviewer-jwt", reviewer).done().saying("created " + CONFIG);

    setup(kubernetes(OTHER), REPLACE).with(1).saying("reviewer's token, which this would drop");
    assertEquals(HOST, bao.root().read(CONFIG).path("kubernetes_host").asText());
    setup(kubernetes(HOST)).done().saying("unchanged " + CONFIG);
    setup(kubernetes(HOST), "--token-reviewer-jwt", reviewer)
        .done()
        .saying("unchanged " + CONFIG, "it stays");
    setup(kubernetes(OTHER), REPLACE, "--token-reviewer-jwt", reviewer).done();
    assertEquals(true, bao.root().read(CONFIG).path("token_reviewer_jwt_set").asBoolean());
  }

  @Test
  void aReviewerIsNotGivenToOthersWithoutAFlag() {
    setup(kubernetes(HOST)).done();

    setup(kubernetes(HOST), "--token-reviewer-jwt", file("reviewer.jwt", "a.b.c"))
        .with(1)
        .saying("token_reviewer_jwt: none now", REPLACE);
    assertEquals(false, bao.root().read(CONFIG).path("token_reviewer_jwt_set").asBoolean(true));
  }

  @ParameterizedTest
  @CsvSource({
    "kubernetes, --service-account apps/vouchsafe, --kubernetes-host",
    "jwt, --subject somebody --audience vault, --issuer-url"
  })
  void aMountWithoutConfigurationIsNotLeftBehind(String method, String flags, String missing) {
    List<String> all = new ArrayList<>(List.of("--auth", method));
    all.addAll(List.of(flags.split(" ", -1)));

    setup(all).with(1).saying("has no configuration yet", "give " + missing);

    assertEquals(true, bao.root().read("sys/auth").path(method + "/").isMissingNode());
    assertNothingMade();
  }

  @Test
  void aMountOfAnotherTypeIsFoundBeforeAnythingIsMade() {
    bao.root().write("sys/auth/approle", Map.of("type", "userpass"));

    setup(List.of("--auth", "approle")).with(1).saying("is of type userpass, not approle");
    assertNothingMade();
  }

  @Test
  void aDryRunNamesNoIdOfARoleThatIsNotThere() {
    setup(List.of("--auth", "approle"), "--dry-run").done().notSaying("secret-id");
    setup(List.of("--auth", "token"), "--dry-run").done().notSaying("token create");
  }

  @ParameterizedTest
  @CsvSource({
    "--subject a, --subject only belongs to --auth jwt",
    "--auth approle --audience a, --audience only belongs to",
    "--auth jwt --subject a --audience b --kubernetes-host c, only belongs to --auth kubernetes",
    "--auth token --replace-config, --replace-config only belongs to",
    "--auth token --auth-mount a, --auth-mount does not belong to --auth token",
    "--role rotator, --role needs --auth",
    "--auth jwt --subject a --audience b --ca-file /dev/null, --ca-file needs --issuer-url too",
    "--key-prefix=, --key-prefix needs a value"
  })
  void aFlagThatDoesNotBelongIsRefused(String flags, String reason) {
    setup(List.of(flags.split(" ", -1))).with(2).saying(reason, "--help");
  }

  @Test
  void anEmptyFileIsRefusedAsEmpty() {
    String empty = file("empty", "");

    setup(kubernetes(HOST), "--token-reviewer-jwt", empty).with(2).saying(empty + " is empty");
    setup(jwt(OTHER), "--ca-file", empty).with(2).saying("--ca-file " + empty + " is empty");
    setup(jwt(OTHER), "--ca-file", "/nope").with(2).saying("--ca-file /nope is no file");
  }

  @Test
  void aCommandLineThatIsNotThereIsNamed() {
    for (String script : List.of(SETUP, "vault/rotate k", "vault/revoke k 1")) {
      String command = "%s/%s --cli /nope".formatted(ROOT, script);
      Admin.run(Map.of(), "", List.of("bash", "-c", command))
          .with(2)
          .saying("--cli /nope does not exist");
    }
    Admin.run(Map.of("PATH", "/usr/bin:/bin"), "", List.of(ROOT.resolve(SETUP).toString()))
        .with(1)
        .saying("neither bao nor vault is on PATH", "dev/bao)\"");
  }

  @Test
  void aMissingTokenAndAnAddressWithoutASchemeAreToldApart() {
    List<String> command = List.of(ROOT.resolve(SETUP).toString(), "--cli", binary());
    Map<String, String> environment = new HashMap<>(bao.environment(""));
    environment.put("HOME", folder.toString());
    Admin.run(environment, "", command).with(1).saying("there is no token: set VAULT_TOKEN");

    environment.put("BAO_ADDR", "127.0.0.1:8200");
    environment.put("VAULT_ADDR", "127.0.0.1:8200");
    Admin.run(environment, "", command)
        .with(1)
        .saying("'127.0.0.1:8200', which has no scheme: write http://127.0.0.1:8200");
  }
}
