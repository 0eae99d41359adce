package io.vouchsafe.admin;

import static io.vouchsafe.testing.BaoServer.binary;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.admin.Admin.Ended;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code vault/setup} says before it changes anything, and the policy of who runs it. */
@Tag("slow")
class VaultDryRunTest {
  private static final String SETUP = "vault/setup";
  private static final String ITSELF =
      """
      path "auth/token/lookup-self" {
        capabilities = ["read"]
      }
      """;
  private static final String READER =
      """
      path "*" {
        capabilities = ["read", "list"]
      }
      """;

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

  /** The flags for a login, which need all that setup can do for it. */
  private List<String> flags(String login) {
    return switch (login) {
      case "none" -> List.of("--algorithms", "RS256");
      case "token" -> List.of("--auth", "token");
      case "approle" ->
          List.of(
              "--auth",
              "approle",
              "--role",
              "rotator",
              "--mount",
              "keys/transit",
              "--revocation-mount",
              "keys/revoked");
      case "kubernetes" ->
          List.of(
              "--auth",
              "kubernetes",
              "--service-account",
              "apps/vouchsafe",
              "--kubernetes-host",
              "https://kubernetes.example.com",
              "--ca-file",
              ca().toString());
      case "template" ->
          List.of("--key-prefix", "org-{org}", "--auth", "approle", "--role", "reader");
      case "organisation" -> List.of("--key-prefix", "org-acme", "--keys-only");
      case "jwt" ->
          List.of(
              "--auth",
              "jwt",
              "--auth-mount",
              "tokens",
              "--issuer-url",
              bao.identities().issuer(),
              "--subject",
              bao.identities().token("service", "vault").entityId(),
              "--audience",
              "vault");
      default -> throw new IllegalArgumentException(login);
    };
  }

  private Path ca() {
    try {
      return Files.writeString(folder.resolve("ca.crt"), VaultSetupTest.anyCaCertificate());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The dry run is under a token that can only read; the run is under one with the admin policy.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"none", "token", "approle", "kubernetes", "jwt", "template", "organisation"})
  void aDryRunSaysWhatTheRunThenDoesUnderTheAdminPolicyAlone(String login) {
    List<String> flags = flags(login);
    if ("organisation".equals(login)) {
      bao.setup("--key-prefix", "org-{org}");
    }
    String admin = adminToken(flags);
    bao.root().write("sys/policies/acl/reader", Map.of("policy", READER));
    List<JsonNode> before = everything();

    List<String> foreseen =
        setup(bao.tokenWith("reader"), flags, "--dry-run")
            .done()
            .saying("This was a dry run: nothing was changed.")
            .said("would create ");
    assertEquals(before, everything());
    Ended run = setup(admin, flags).done();

    assertFalse(foreseen.isEmpty());
    assertEquals(foreseen, run.said("created    "));
    assertEquals(List.of(), setup(admin, flags, "--dry-run").done().said("would "));
    for (String command : run.said("  bao ")) {
      List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
      words.addFirst(binary());
      Admin.run(bao.environment(admin), "", words).done();
    }
  }

  @Test
  void aDryRunSeesWhatDrifted() {
    bao.setup();
    String policy = "path \"transit/*\" { capabilities = [\"sudo\"] }";
    bao.root().write("sys/policies/acl/vouchsafe-signer", Map.of("policy", policy));

    assertEquals(
        List.of("update policy vouchsafe-signer"),
        setup(bao.rootToken(), List.of(), "--dry-run").done().said("would "));
  }

  @Test
  void aDryRunWritesNoReviewerToken() throws IOException {
    Path reviewer = Files.writeString(folder.resolve("reviewer.jwt"), "a.b.c");
    List<String> flags = new ArrayList<>(flags("kubernetes"));
    flags.addAll(List.of("--token-reviewer-jwt", reviewer.toString()));
    bao.root().write("sys/policies/acl/reader", Map.of("policy", READER));

    assertTrue(
        setup(bao.tokenWith("reader"), flags, "--dry-run")
            .done()
            .said("would create ")
            .contains("auth/kubernetes/config"));
    setup(adminToken(flags), flags).done().saying("created auth/kubernetes/config");
  }

  @Test
  void aDryRunRefusesWhatTheRunWouldRefuse() {
    bao.root().call("POST", "sys/mounts/transit", Map.of("type", "transit"));
    bao.root()
        .write("transit/keys/vouchsafe-rs256", Map.of("type", "rsa-2048", "exportable", true));

    setup(bao.rootToken(), List.of(), "--dry-run").with(1).saying("REFUSED", "exportable=true");
  }

  /** What setup could change, as far as Vault tells it. */
  private List<JsonNode> everything() {
    return Stream.of(
            "sys/mounts",
            "sys/auth",
            "sys/policies/acl?list=true",
            "transit/keys?list=true",
            "auth/approle/role?list=true",
            "auth/kubernetes/role?list=true",
            "auth/tokens/role?list=true")
        .map(path -> bao.root().call("GET", path, null).data())
        .toList();
  }

  @Test
  void theVaultTheNamespaceAndTheTokenAreNamedFirstAndTheTokenIsNotShown() {
    bao.root().write("sys/policies/acl/itself", Map.of("policy", ITSELF));
    String token = bao.tokenWith("itself");
    String accessor = bao.as(token).read("auth/token/lookup-self").path("accessor").asText();

    Ended ended = setup(token, List.of()).with(1);

    List<String> lines = ended.output().lines().limit(4).toList();
    assertEquals("vault      " + bao.address(), lines.get(0));
    assertEquals("namespace  " + bao.namespace() + "/", lines.get(1));
    assertTrue(
        lines.get(2).matches("token      .*, accessor " + accessor + ", policies itself"),
        ended::output);
    assertEquals("", lines.get(3));
    ended.notSaying(token).saying("permission denied");
  }

  @Test
  void aTokenThatVaultDoesNotKnowChangesNothing() {
    setup("unknown", List.of()).with(1).saying("cannot look up the token in use");
  }

  @Test
  void aSlashTooManyIsRefusedBeforeVaultIsAsked() {
    String slash = "begins with a slash, and no mount of Vault's does";
    setup("unknown", List.of("--mount", "/transit")).with(2).saying("--mount '/transit'", slash);
    setup("unknown", List.of("--auth", "approle", "--auth-mount", "/approle"))
        .with(2)
        .saying("--auth-mount '/approle'", slash);
    setup("unknown", List.of("--mount", "a//b")).with(2).saying("a slash too many");
    admin.with(binary(), "unknown", "vault/rotate", "k", "--mount", "/transit").with(2);
    admin.with(binary(), "unknown", "vault/revoke", "k", "1", "--mount", "/transit").with(2);
  }

  private String adminToken(List<String> flags) {
    String policy = setup("", flags, "--print-admin-policy").done().output();
    bao.root().write("sys/policies/acl/admin", Map.of("policy", policy));
    return bao.tokenWith("admin");
  }

  @Test
  void theAdminPolicyAllowsNoOtherKeyPolicyOrToken() {
    VaultApi vault = bao.as(adminToken(List.of("--auth", "token")));
    bao.setup("--key-prefix", "foreign");

    for (Deed deed :
        List.of(
            Deed.get("transit/keys/foreign-rs256"),
            Deed.get("transit/keys?list=true"),
            Deed.post("transit/keys/vouchsafe-rs256/config", Map.of("exportable", true)),
            Deed.post("transit/keys/vouchsafe-rs256/rotate", Map.of()),
            Deed.post("sys/policies/acl/foreign-signer", Map.of("policy", READER)),
            Deed.post("sys/mounts/other", Map.of("type", "kv")),
            Deed.post("sys/auth/approle", Map.of("type", "approle")),
            Deed.post("auth/token/create", Map.of("policies", List.of("foreign-signer"))))) {
      assertEquals(403, deed.attempt(vault).status(), deed::name);
    }
  }

  private Ended setup(String token, List<String> flags, String... more) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(List.of(more));
    return admin.with(binary(), token, SETUP, all.toArray(String[]::new));
  }
}
