package io.vouchsafe.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.OpenBao;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What the signer, the rotator and the reader may do in Vault, what they may not, and what each
 * line is for.
 */
@Tag("slow")
class VaultPolicyTest {

  private static final Pattern PATH =
      Pattern.compile("path \"([^\"]+)\" \\{\n  capabilities = \\[([^]]*)]\n}");

  private static OpenBao bao;

  @BeforeAll
  static void start() {
    bao = OpenBao.shared("--auth", "approle");
    bao.setup("--auth", "approle", "--role", "rotator");
    bao.setup("--auth", "approle", "--role", "reader");
    bao.setup("--key-prefix", "other");
  }

  @AfterAll
  static void stop() {
    bao.close();
  }

  @TestFactory
  Stream<DynamicTest> theSignerCanDoAllThatTheServiceDoes() {
    return allowed(VaultRole.SIGNER);
  }

  @TestFactory
  Stream<DynamicTest> theSignerCanDoNothingElse() {
    return denied(VaultRole.SIGNER);
  }

  @TestFactory
  Stream<DynamicTest> theRotatorCanDoAllThatRotationNeeds() {
    return allowed(VaultRole.ROTATOR);
  }

  @TestFactory
  Stream<DynamicTest> theRotatorCanDoNothingElse() {
    return denied(VaultRole.ROTATOR);
  }

  @TestFactory
  Stream<DynamicTest> theReaderCanReadTheKeys() {
    return allowed(VaultRole.READER);
  }

  @TestFactory
  Stream<DynamicTest> theReaderCanDoNothingElse() {
    return denied(VaultRole.READER);
  }

  /** Vault itself says the same of every path, those included that no test thought of. */
  @Test
  void vaultGivesTheReaderNoOtherCapability() {
    var policy = bao.root().read("sys/policies/acl/vouchsafe-reader").path("policy").asText();
    var token = VaultRole.READER.logIn(bao);

    var given = new TreeMap<String, String>();
    PATH.matcher(policy).results().forEach(path -> given.put(path.group(1), path.group(2)));

    assertEquals(
        Map.of(
            "transit/keys/vouchsafe-rs256", "\"read\"",
            "transit/keys/vouchsafe-es256", "\"read\"",
            "transit/keys/vouchsafe-grant", "\"read\"",
            "auth/token/lookup-self", "\"read\"",
            "auth/token/renew-self", "\"update\""),
        given);
    var policies = token.read("auth/token/lookup-self").path("policies");
    assertEquals("[\"vouchsafe-reader\"]", policies.toString());
  }

  private static Stream<DynamicTest> allowed(VaultRole role) {
    var vault = role.logIn(bao);
    return role.needed(bao).stream()
        .map(
            deed ->
                dynamicTest(
                    deed.name(),
                    () -> {
                      var answer = deed.attempt(vault);
                      assertTrue(answer.done(), answer::toString);
                    }));
  }

  private static Stream<DynamicTest> denied(VaultRole role) {
    var vault = role.logIn(bao);
    return role.forbidden(bao).stream()
        .map(
            deed ->
                dynamicTest(
                    deed.name(),
                    () -> {
                      var answer = deed.attempt(vault);
                      assertEquals(403, answer.status(), answer::toString);
                    }));
  }

  @Test
  void whatTheSignerSignsVerifiesUnderTheVersionItNamed() throws Exception {
    var vault = VaultRole.SIGNER.logIn(bao);
    for (var key : VaultRole.KEYS) {
      bao.rotate(key);
      var request = VaultRole.signing(bao, key);
      request.put("key_version", 1);
      var answer = vault.write("transit/sign/" + key, request).path("data");

      answer = answer.path("batch_results").path(0);
      assertEquals(1, answer.path("key_version").asInt());
      var algorithm = key.endsWith("rs256") ? "RSA" : "EC";
      var verifier =
          Signature.getInstance("SHA256with" + (algorithm.equals("EC") ? "ECDSA" : "RSA"));
      verifier.initVerify(publicKey(algorithm, vault.read("transit/keys/" + key).at("/keys/1")));
      verifier.update(VaultRole.INPUT);
      var signature = answer.path("signature").asText();
      assertTrue(signature.startsWith("vault:v1:"), signature);
      assertTrue(verifier.verify(Base64.getDecoder().decode(signature.substring(9))));
    }
  }

  @Test
  void theRotatorWithdrawsAVersionInOneWrite() {
    var prefix = "withdrawn";
    bao.setup("--key-prefix", prefix);
    var rotator = bao.as(bao.tokenWith(prefix + "-rotator"));
    var key = prefix + "-es256";

    rotator.write("transit/keys/" + key + "/rotate", Map.of());
    rotator.write(
        "transit/keys/" + key + "/config",
        Map.of("min_encryption_version", 2, "min_decryption_version", 2));

    assertFalse(rotator.read("transit/keys/" + key).path("keys").has("1"));
    var withdrawn = VaultRole.signing(bao, key);
    withdrawn.put("key_version", 1);
    var refused = bao.root().write("transit/sign/" + key, withdrawn).at("/data/batch_results/0");
    assertFalse(refused.path("error").asText().isEmpty(), refused::toString);
    assertFalse(refused.has("signature"), refused::toString);
  }

  @TestFactory
  Stream<DynamicTest> everyLineOfTheSignersPolicyIsNeeded() {
    return dissect(VaultRole.SIGNER);
  }

  @TestFactory
  Stream<DynamicTest> everyLineOfTheRotatorsPolicyIsNeeded() {
    return dissect(VaultRole.ROTATOR);
  }

  @TestFactory
  Stream<DynamicTest> everyLineOfTheReadersPolicyIsNeeded() {
    return dissect(VaultRole.READER);
  }

  /**
   * Takes one thing after the other out of a policy; each time a deed at just that path changes.
   */
  private static Stream<DynamicTest> dissect(VaultRole role) {
    var policy = bao.root().read("sys/policies/acl/" + role.policy()).path("policy").asText();
    return PolicyCut.allOf(policy).stream()
        .map(cut -> dynamicTest("without " + cut.name(), () -> assertMissed(role, cut)));
  }

  private static void assertMissed(VaultRole role, PolicyCut cut) {
    bao.root().write("sys/policies/acl/dissected", Map.of("policy", cut.rest()));
    var vault = bao.as(bao.tokenWith("dissected"));
    var lost = role.needed(bao).stream().filter(deed -> !deed.attempt(vault).done()).toList();
    var gained =
        role.forbidden(bao).stream().filter(deed -> deed.attempt(vault).status() != 403).toList();

    var changed = Stream.concat(lost.stream(), gained.stream()).toList();
    assertFalse(changed.isEmpty(), () -> "nothing changes without " + cut.name());
    changed.forEach(deed -> assertEquals(cut.path(), deed.path(), deed::name));
    assertEquals(cut.isRestriction(), lost.isEmpty(), () -> "lost " + lost + ", gained " + gained);
  }

  private static PublicKey publicKey(String algorithm, JsonNode version) throws Exception {
    var pem = version.path("public_key").asText().replaceAll("-----[A-Z ]+-----", "");
    return KeyFactory.getInstance(algorithm)
        .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
  }
}
