package io.vouchsafe.admin;

import static io.vouchsafe.testing.BaoServer.binary;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultApi;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The policies of a template, {@code --key-prefix 'org-{org}'}: what they allow for organisations
 * that did not exist when they were written, what they forbid, and what their wildcard costs.
 */
@Tag("slow")
class TemplatePolicyTest {
  private static final String TEMPLATE = "org-{org}";
  private static final List<String> ROLES = List.of("signer", "rotator", "reader");
  private static final Map<String, ?> ENTRY = Map.of("revoked", true);
  private static final List<String> KEYS = List.of("org-acme-rs256", "org-acme-grant");

  private static OpenBao bao;

  @TempDir Path folder;

  @BeforeAll
  static void start() {
    bao = OpenBao.sharedEmpty();
    bao.setup("--key-prefix", TEMPLATE, "--revocation-mount", "revoked", "--auth", "approle");
    bao.setup("--key-prefix", "org-acme", "--keys-only");
    bao.setup("--key-prefix", "other", "--revocation-mount", "revoked");
    bao.root().write("revoked/org-acme/there", ENTRY);
  }

  @AfterAll
  static void stop() {
    bao.close();
  }

  private static VaultApi vault(String role) {
    return bao.as(bao.tokenWith("org--" + role));
  }

  private static Deed sign(String key) {
    return Deed.post("transit/sign/" + key, VaultRole.signing(bao, key));
  }

  private static Deed rotate(String key) {
    return Deed.post("transit/keys/" + key + "/rotate", Map.of());
  }

  private static Deed minimums(String key) {
    return Deed.post(
        "transit/keys/" + key + "/config",
        Map.of("min_encryption_version", 1, "min_decryption_version", 1));
  }

  private static List<Deed> needed(String role) {
    List<Deed> deeds = new ArrayList<>();
    deeds.add(Deed.get("transit/keys?list=true"));
    deeds.add(Deed.get("transit/keys?list=true&limit=1"));
    deeds.add(Deed.get("revoked/org-acme?list=true"));
    deeds.add(Deed.get("auth/token/lookup-self"));
    deeds.add(Deed.post("auth/token/renew-self", Map.of()));
    for (String key : KEYS) {
      deeds.add(Deed.get("transit/keys/" + key));
      switch (role) {
        case "signer" -> deeds.add(sign(key));
        case "rotator" -> deeds.addAll(List.of(rotate(key), minimums(key)));
        default -> {}
      }
    }
    switch (role) {
      case "signer" -> deeds.add(Deed.post("revoked/org-acme/new", ENTRY));
      case "rotator" -> deeds.add(Deed.delete("revoked/org-acme/expired"));
      default -> {}
    }
    return deeds;
  }

  private static List<Deed> forbidden(String role) {
    List<Deed> deeds = new ArrayList<>();
    for (String key : KEYS) {
      deeds.add(Deed.get("transit/export/signing-key/" + key));
      deeds.add(Deed.get("transit/backup/" + key));
      deeds.add(Deed.post("transit/keys/" + key + "/trim", Map.of("min_available_version", 1)));
      deeds.add(Deed.post("transit/keys/" + key + "/config", Map.of("exportable", true)));
      deeds.add(Deed.post("transit/keys/" + key + "/config", Map.of("deletion_allowed", true)));
      deeds.add(Deed.post("transit/keys/" + key + "/config", Map.of("auto_rotate_period", "1h")));
      deeds.add(Deed.delete("transit/keys/" + key));
      deeds.add(Deed.delete("transit/keys/" + key + "/soft-delete"));
      if (!role.equals("signer")) {
        deeds.add(sign(key));
      }
      if (!role.equals("rotator")) {
        deeds.addAll(List.of(rotate(key), minimums(key)));
        deeds.add(Deed.post("transit/keys/" + key + "/csr", Map.of()));
      }
    }
    deeds.addAll(List.of(sign("other-rs256"), rotate("other-rs256"), minimums("other-rs256")));
    deeds.add(Deed.get("transit/keys/other-rs256"));
    deeds.add(Deed.post("transit/keys/org-made-es256", Map.of("type", "ecdsa-p256")));
    deeds.add(Deed.get("revoked?list=true"));
    deeds.add(Deed.get("revoked/other?list=true"));
    deeds.add(Deed.get("revoked/org-acme/there"));
    deeds.add(Deed.post("revoked/org-acme/there", ENTRY));
    deeds.add(Deed.post("revoked/other/new", ENTRY));
    if (!role.equals("rotator")) {
      deeds.add(Deed.delete("revoked/org-acme/there"));
    }
    if (!role.equals("signer")) {
      deeds.add(Deed.post("revoked/org-acme/more", ENTRY));
    }
    deeds.add(Deed.get("sys/policies/acl/org--signer"));
    deeds.add(Deed.post("auth/token/create", Map.of()));
    return deeds;
  }

  @TestFactory
  Stream<DynamicTest> eachRoleCanDoItsPartForEveryOrganisation() {
    return tests("can", TemplatePolicyTest::needed, (deed, vault) -> attempted(deed, vault, true));
  }

  @TestFactory
  Stream<DynamicTest> noRoleCanDoMore() {
    return tests(
        "cannot", TemplatePolicyTest::forbidden, (deed, vault) -> attempted(deed, vault, false));
  }

  private interface Attempt {
    void of(Deed deed, VaultApi vault);
  }

  private interface Deeds {
    List<Deed> of(String role);
  }

  private static Stream<DynamicTest> tests(String verb, Deeds deeds, Attempt attempt) {
    return ROLES.stream()
        .flatMap(
            role -> {
              VaultApi vault = vault(role);
              return deeds.of(role).stream()
                  .map(
                      deed ->
                          dynamicTest(
                              role + " " + verb + " " + deed.name(),
                              () -> attempt.of(deed, vault)));
            });
  }

  private static void attempted(Deed deed, VaultApi vault, boolean allowed) {
    VaultApi.Answer answer = deed.attempt(vault);
    if (allowed) {
      assertTrue(answer.done() || answer.status() == 404, answer::toString);
    } else {
      assertEquals(403, answer.status(), answer::toString);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyLineIsNeeded() {
    return ROLES.stream()
        .flatMap(
            role ->
                PolicyCut.allOf(policy(role)).stream()
                    .filter(cut -> !cut.isRestriction())
                    .map(
                        cut ->
                            dynamicTest(
                                role + " without " + cut.name(), () -> assertMissed(role, cut))));
  }

  private static String policy(String role) {
    return bao.root().read("sys/policies/acl/org--" + role).path("policy").asText();
  }

  private static void assertMissed(String role, PolicyCut cut) {
    bao.root().write("sys/policies/acl/dissected", Map.of("policy", cut.rest()));
    VaultApi vault = bao.as(bao.tokenWith("dissected"));
    List<Deed> needed = new ArrayList<>(needed(role));
    if (role.equals("rotator")) {
      needed.add(Deed.post("sys/capabilities-self", Map.of("paths", List.of("transit/keys"))));
    }

    assertTrue(needed.stream().anyMatch(deed -> deed.attempt(vault).status() == 403), cut::name);
  }

  @Test
  void aSignatureNamesItsVersionAndHashAsEver() {
    VaultApi signer = vault("signer");
    for (String required : List.of("key_version", "prehashed", "hash_algorithm")) {
      Map<String, Object> request = VaultRole.signing(bao, "org-acme-rs256");
      request.remove(required);
      assertRefused(signer, request);
    }
    for (Map<String, ?> other :
        List.of(
            Map.of("prehashed", false),
            Map.of("hash_algorithm", "none"),
            Map.of("signature_algorithm", "pss"),
            Map.of("input", "aW5wdXQ="))) {
      Map<String, Object> request = new HashMap<>(VaultRole.signing(bao, "org-acme-rs256"));
      request.putAll(other);
      assertRefused(signer, request);
    }
  }

  private static void assertRefused(VaultApi signer, Map<String, ?> request) {
    Deed deed = Deed.post("transit/sign/org-acme-rs256", request);
    assertEquals(403, deed.attempt(signer).status(), request::toString);
  }

  /**
   * What the README says that it costs; where one of these is refused, the page is to be mended.
   */
  @Test
  void theWildcardCostsWhatTheReadmeSays() {
    VaultApi rotator = vault("rotator");
    Map<String, ?> signing = VaultRole.signing(bao, "org-acme-rs256");
    for (Deed deed :
        List.of(
            Deed.post("transit/keys/org-squatted-rs256", Map.of()),
            Deed.post("transit/keys/org-acme-es256/csr", Map.of()),
            Deed.post("transit/keys/org-acme-es256/soft-delete-restore", Map.of()))) {
      assertTrue(deed.attempt(rotator).done(), deed::name);
    }
    assertTrue(
        Deed.post("transit/sign/org-acme-rs256/sha2-384", signing)
            .attempt(vault("signer"))
            .body()
            .toString()
            .contains("error"),
        "the path's hash counts");
    assertEquals("aes256-gcm96", bao.key("org-squatted-rs256").path("type").asText());
    new Admin(bao, folder)
        .with(
            binary(), bao.rootToken(), "vault/setup", "--key-prefix", "org-squatted", "--keys-only")
        .with(1)
        .saying("REFUSED", "is of type aes256-gcm96, but rsa-2048 is needed");
  }
}
