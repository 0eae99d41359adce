package io.vouchsafe.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.OpenBao;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code vault/setup} makes, says and refuses. */
@Tag("slow")
class VaultSetupTest {

  private static OpenBao bao;

  @BeforeAll
  static void start() {
    bao = OpenBao.startEmpty();
  }

  @AfterAll
  static void stop() {
    bao.close();
  }

  @Test
  void changesNothingTheSecondTime() {
    var flags = new String[] {"--mount", "twice", "--key-prefix", "twice", "--auth", "approle"};

    var first = verbs(bao.setup(flags));
    var second = verbs(bao.setup(flags));

    assertTrue(first.contains("created"), first::toString);
    assertEquals(List.of("unchanged"), second.stream().distinct().toList());
  }

  @Test
  void makesKeysThatCannotLeaveVault() {
    bao.setup("--key-prefix", "made", "--rsa-type", "rsa-3072");

    assertEquals("rsa-3072", bao.key("made-rs256").path("type").asText());
    assertEquals("ecdsa-p256", bao.key("made-es256").path("type").asText());
    assertEquals("ecdsa-p256", bao.key("made-grant").path("type").asText());
    for (var key : List.of("made-rs256", "made-es256", "made-grant")) {
      assertFalse(bao.key(key).path("exportable").asBoolean(true));
      assertFalse(bao.key(key).path("allow_plaintext_backup").asBoolean(true));
    }
  }

  @Test
  void aTemplateHasPoliciesAndNoKeys() {
    var said = bao.setup("--mount", "templates", "--key-prefix", "org-{org}");

    assertEquals(List.of("created"), verbs(said).stream().distinct().toList());
    assertTrue(said.contains("policy org--reader"), said);
    assertEquals(404, bao.root().call("GET", "templates/keys?list=true", null).status());
  }

  @Test
  void aTemplateAndAnIssuerShareNoPolicy() {
    bao.setup("--key-prefix", "shared-{org}");
    bao.setup("--key-prefix", "taken-");

    assertRefusedAs("is that of the template shared-{org}", "--key-prefix", "shared-");
    assertRefusedAs("is that of the issuer", "--key-prefix", "taken-{org}");
  }

  private static void assertRefusedAs(String reason, String... flags) {
    var refusal = assertThrows(IllegalStateException.class, () -> bao.setup(flags));
    assertTrue(refusal.getMessage().contains(reason), refusal::getMessage);
  }

  @Test
  void aTemplateKeepsItsPartInRevokedGrants() {
    bao.setup("--key-prefix", "part-{org}", "--revocation-mount", "revoked");

    assertRefusedAs("add --revocation-mount revoked", "--key-prefix", "part-{org}");
    bao.setup("--key-prefix", "part-{org}", "--without-revocation");
    bao.setup("--key-prefix", "part-{org}");
  }

  @Test
  void saysOfAKeyThatIsNewBesideOlderOnesThatItWaits() {
    bao.setup("--key-prefix", "late", "--algorithms", "RS256");

    var said = bao.setup("--key-prefix", "late", "--keys-only");

    assertTrue(said.contains("note: new beside older keys: late-es256"), said);
    assertFalse(bao.setup("--key-prefix", "late", "--keys-only").contains("note"));
    assertFalse(bao.setup("--key-prefix", "whole", "--keys-only").contains("note"));
    assertEquals(404, bao.root().call("GET", "sys/policies/acl/whole-signer", null).status());
  }

  @Test
  void leavesEs256OutWhereItIsNotAskedFor() {
    bao.setup("--key-prefix", "plain", "--algorithms", "RS256");

    assertEquals(404, bao.root().call("GET", "transit/keys/plain-es256", null).status());
  }

  @Test
  void givesEachPrefixItsOwnPolicies() {
    bao.setup("--key-prefix", "shop");
    bao.setup("--key-prefix", "bank");

    var shop = bao.as(bao.tokenWith("shop-signer"));
    assertTrue(shop.call("GET", "transit/keys/shop-rs256", null).done());
    assertEquals(403, shop.call("GET", "transit/keys/bank-rs256", null).status());
  }

  @Test
  void bringsAChangedPolicyBack() {
    bao.setup("--key-prefix", "drift");
    var path = "sys/policies/acl/drift-signer";
    var policy = bao.root().read(path).path("policy").asText();
    bao.root().write(path, Map.of("policy", "path \"transit/*\" { capabilities = [\"sudo\"] }"));

    var said = bao.setup("--key-prefix", "drift");

    assertTrue(said.contains("updated    policy drift-signer"), said);
    assertEquals(policy, bao.root().read(path).path("policy").asText());
  }

  @Test
  void refusesKeysThatVaultCannotMakeSafeAgain() {
    assertRefused("leaky", Map.of("type", "rsa-2048", "exportable", true), "exportable=true");
    assertRefused(
        "copied",
        Map.of("type", "rsa-2048", "allow_plaintext_backup", true),
        "allow_plaintext_backup=true");
    assertRefused("typed", Map.of("type", "ed25519"), "is of type ed25519, but rsa-2048 is needed");
  }

  private static void assertRefused(String prefix, Map<String, ?> key, String reason) {
    bao.root().call("POST", "sys/mounts/transit", Map.of("type", "transit"));
    bao.root().write("transit/keys/" + prefix + "-rs256", key);

    var refusal =
        assertThrows(IllegalStateException.class, () -> bao.setup("--key-prefix", prefix));

    assertTrue(refusal.getMessage().contains(reason), refusal::getMessage);
    assertTrue(refusal.getMessage().contains("new --key-prefix"), refusal::getMessage);
    assertEquals(404, bao.root().call("GET", "transit/keys/" + prefix + "-grant", null).status());
  }

  @Test
  void refusesAKvEngineOfVersion2ForRevokedGrants() {
    bao.root().write("sys/mounts/newer", Map.of("type", "kv", "options", Map.of("version", "2")));

    var refusal =
        assertThrows(
            IllegalStateException.class,
            () -> bao.setup("--key-prefix", "versions", "--revocation-mount", "newer"));

    assertTrue(refusal.getMessage().contains("version 2"), refusal::getMessage);
    assertEquals(404, bao.root().call("GET", "transit/keys/versions-grant", null).status());
  }

  /** An instance that may no longer list revoked grants accepts no grant. */
  @Test
  void takesNoPartInRevokedGrantsAwayUnasked() {
    bao.setup("--key-prefix", "kept", "--revocation-mount", "revoked");
    var path = "sys/policies/acl/kept-signer";
    var policy = bao.root().read(path).path("policy").asText();

    var refusal =
        assertThrows(IllegalStateException.class, () -> bao.setup("--key-prefix", "kept"));

    assertTrue(
        refusal.getMessage().contains("add --revocation-mount revoked"), refusal::getMessage);
    assertEquals(policy, bao.root().read(path).path("policy").asText());
    bao.setup("--key-prefix", "kept", "--without-revocation");
    assertFalse(bao.root().read(path).path("policy").asText().contains("revoked"));
  }

  @Test
  void namesTheWayBackOfASoftDeletedKey() {
    bao.setup("--key-prefix", "gone");
    bao.root().delete("transit/keys/gone-es256/soft-delete");

    var refusal =
        assertThrows(IllegalStateException.class, () -> bao.setup("--key-prefix", "gone"));

    assertTrue(refusal.getMessage().contains("gone-es256/soft-delete-restore"));
  }

  @Test
  void letsAJwtLogInWithTheOnePolicy() {
    var identity = bao.identities().token("service", "vault");
    bao.setup(
        "--auth",
        "jwt",
        "--issuer-url",
        bao.identities().issuer(),
        "--subject",
        identity.entityId(),
        "--audience",
        "vault");

    var login =
        bao.as("")
            .write("auth/jwt/login", Map.of("role", "vouchsafe-signer", "jwt", identity.jwt()));

    assertEquals("vouchsafe-signer", login.at("/auth/token_policies").path(0).asText());
    assertEquals(1, login.at("/auth/token_policies").size());
  }

  @Test
  void preparesALoginForAServiceAccount(@TempDir Path folder) throws Exception {
    var ca = Files.writeString(folder.resolve("ca.crt"), anyCaCertificate());
    var flags =
        new String[] {
          "--auth",
          "kubernetes",
          "--service-account",
          "apps/vouchsafe",
          "--kubernetes-host",
          "https://kubernetes.example.com",
          "--ca-file",
          ca.toString()
        };
    bao.setup(flags);

    var role = bao.root().read("auth/kubernetes/role/vouchsafe-signer");
    assertEquals("apps", role.at("/bound_service_account_namespaces/0").asText());
    assertEquals("vouchsafe", role.at("/bound_service_account_names/0").asText());
    assertEquals(List.of("unchanged"), verbs(bao.setup(flags)).stream().distinct().toList());
  }

  static String anyCaCertificate() throws GeneralSecurityException {
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init((KeyStore) null);
    var ca = ((X509TrustManager) trust.getTrustManagers()[0]).getAcceptedIssuers()[0];
    return "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
        .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(ca.getEncoded()));
  }

  /** Whose Vault it is stands first, then an empty line, then what was done. */
  private static List<String> verbs(String said) {
    return said.lines()
        .dropWhile(line -> !line.isBlank())
        .skip(1)
        .takeWhile(line -> !line.isBlank())
        .map(line -> line.split(" ", -1)[0])
        .collect(Collectors.toList());
  }

  @Test
  void refusesWhatItCannotUse() {
    var mistakes =
        Stream.of(
            List.of("--algorithms", "ES256"),
            List.of("--key-prefix", "a b"),
            List.of("--key-prefix", "{org}"),
            List.of("--key-prefix", "a{org}b"),
            List.of("--key-prefix", "org-{org}", "--keys-only"),
            List.of("--keys-only", "--auth", "approle"),
            List.of("--keys-only", "--revocation-mount", "revoked"),
            List.of("--auth", "approle", "--role", "admin"),
            List.of("--auth", "ldap"),
            List.of("--auth", "kubernetes"),
            List.of("--colour", "red"),
            List.of("--mount"));

    mistakes.forEach(
        flags -> {
          var refusal =
              assertThrows(
                  IllegalStateException.class, () -> bao.setup(flags.toArray(String[]::new)));
          assertTrue(refusal.getMessage().contains("--help"), refusal::getMessage);
        });
  }
}
