package io.vouchsafe.admin;

import static io.vouchsafe.testing.BaoServer.binary;
import static io.vouchsafe.testing.Repository.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultApi;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Organisations of a template are made at run time under a policy for that alone, and removed. */
@Tag("slow")
class OrganisationKeysTest {
  private static final String TEMPLATE = "org-{org}";

  private static final String LONG =
      "org-a123456789b123456789c123456789d123456789e123456789f123456789g123";

  private static OpenBao bao;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    bao = OpenBao.sharedEmpty();
    bao.setup("--key-prefix", TEMPLATE);
  }

  @AfterAll
  static void stop() {
    bao.close();
  }

  @Test
  void saysThatTheMountIsNotThere() {
    String[] flags = {"--key-prefix", "org-made", "--keys-only", "--mount", "nowhere"};

    new Admin(bao, folder)
        .with(binary(), bao.rootToken(), "vault/setup", flags)
        .with(1)
        .saying("there is no engine at nowhere", "--mount");
  }

  private String makersToken() {
    String[] flags = {"--key-prefix", TEMPLATE, "--keys-only", "--print-admin-policy"};
    String policy = new Admin(bao, folder).with(binary(), "", "vault/setup", flags).done().output();
    bao.root().write("sys/policies/acl/maker", Map.of("policy", policy));
    return bao.tokenWith("maker");
  }

  private String keys() {
    return bao.root().read("transit/keys?list=true").path("keys").toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"org-Acme", "org-acme_corp", "org-a.b", "org--acme", "org-", "org", LONG})
  void makesNoKeysThatNoOrganisationCanHave(String prefix) {
    String before = keys();

    for (String token : List.of(bao.rootToken(), makersToken())) {
      new Admin(bao, folder)
          .with(binary(), token, "vault/setup", "--key-prefix", prefix, "--keys-only")
          .with(1)
          .saying("template org-{org}", "nothing was changed", "1 to 63 of a-z, 0-9 and -");
    }

    assertEquals(before, keys());
  }

  @Test
  void saysWhichTemplateIsSpelledOtherwise() {
    new Admin(bao, folder)
        .with(binary(), makersToken(), "vault/setup", "--key-prefix", "Org-acme", "--keys-only")
        .with(1)
        .saying("Org-acme", "template org-{org}", "nothing was changed");
  }

  /** The start refuses a configured issuer whose keys a template could mean. */
  @Test
  void makesNoIssuerBesideATemplateThatMeansItsKeys() {
    new Admin(bao, folder)
        .with(binary(), bao.rootToken(), "vault/setup", "--key-prefix", "org-Shop")
        .with(1)
        .saying("org-Shop", "template org-{org}", "nothing was changed");
  }

  @Test
  void warnsOfWhatHardlyIsAnOrganisationWhereItKnowsNoTemplate() {
    String[] odd = {"--key-prefix", "tenant-Acme", "--keys-only", "--dry-run"};
    String[] even = {"--key-prefix", "tenant-acme", "--keys-only", "--dry-run"};
    Admin admin = new Admin(bao, folder);

    admin
        .with(binary(), bao.rootToken(), "vault/setup", odd)
        .done()
        .saying("note: ", "tenant-Acme", "1 to 63 of a-z, 0-9 and -");
    admin.with(binary(), bao.rootToken(), "vault/setup", even).done().notSaying("note: ");
  }

  @Test
  void whoMakesOrganisationsCanDoThatAlone() {
    Admin admin = new Admin(bao, folder);
    String token = makersToken();
    String[] flags = {"--key-prefix", "org-made", "--keys-only"};

    List<String> made =
        admin.with(binary(), token, "vault/setup", flags).done().said("created    ");
    List<String> again =
        admin.with(binary(), token, "vault/setup", flags).done().said("created    ");

    assertEquals(
        List.of(
            "transit/keys/org-made-rs256 (rsa-2048)",
            "transit/keys/org-made-es256 (ecdsa-p256)",
            "transit/keys/org-made-grant (ecdsa-p256)"),
        made);
    assertEquals(List.of(), again);
    VaultApi maker = bao.as(token);
    for (Deed deed :
        List.of(
            Deed.post("transit/sign/org-made-rs256", VaultRole.signing(bao, "org-made-rs256")),
            Deed.post("transit/keys/org-made-rs256/config", Map.of("min_decryption_version", 1)),
            Deed.post("transit/keys/other-new-rs256", Map.of("type", "rsa-2048")),
            Deed.post(
                "transit/keys/org-leaky-rs256", Map.of("type", "rsa-2048", "exportable", true)),
            Deed.post("transit/keys/org-made-rs256/config", Map.of("exportable", true)),
            Deed.post("transit/keys/org-made-rs256/trim", Map.of("min_available_version", 1)),
            Deed.delete("transit/keys/org-made-rs256"),
            Deed.get("transit/keys?list=true"),
            Deed.post("sys/policies/acl/org--signer", Map.of("policy", "")))) {
      assertEquals(403, deed.attempt(maker).status(), deed::name);
    }
  }

  @Test
  void theReadmeRemovesAnOrganisation() throws Exception {
    OpenBao vault = OpenBao.sharedEmpty();
    try {
      vault.setup("--key-prefix", TEMPLATE);
      for (String organisation : List.of("org-acme", "org-beta")) {
        vault.setup("--key-prefix", organisation, "--keys-only");
      }
      Files.createSymbolicLink(folder.resolve("vault"), Path.of(binary()));
      Map<String, String> environment = new HashMap<>(vault.environment(vault.rootToken()));
      environment.put("PATH", folder + ":" + System.getenv("PATH"));

      Admin.run(environment, "", List.of("bash", "-euc", removal()))
          .done()
          .saying("org-beta-es256");

      assertEquals(
          "[\"org-beta-es256\",\"org-beta-grant\",\"org-beta-rs256\"]",
          vault.root().read("transit/keys?list=true").path("keys").toString());
    } finally {
      vault.close();
    }
  }

  private static String removal() throws Exception {
    String page = Files.readString(ROOT.resolve("vault/README.md"));
    int from = page.indexOf("```sh\nfor key in org-acme-grant") + 6;
    return page.substring(from, page.indexOf("```", from));
  }
}
