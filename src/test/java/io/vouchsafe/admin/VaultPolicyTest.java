package io.vouchsafe.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultApi;
import io.vouchsafe.testing.VaultApi.Answer;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What the signer and the rotator may do in Vault, what they may not, and what each line is for.
 */
class VaultPolicyTest {

  private static final List<String> KEYS =
      List.of("vouchsafe-rs256", "vouchsafe-es256", "vouchsafe-grant");
  private static final String FOREIGN_KEY = "other-rs256";
  private static final byte[] INPUT = "header.claims".getBytes(UTF_8);

  private static OpenBao bao;

  @BeforeAll
  static void start() {
    bao = OpenBao.start("--auth", "approle");
    bao.setup("--auth", "approle", "--role", "rotator");
    bao.setup("--key-prefix", "other");
  }

  @AfterAll
  static void stop() {
    bao.close();
  }

  /** Something one might do in Vault. */
  private record Deed(String name, String method, String path, Map<String, ?> body) {

    static Deed get(String path) {
      return new Deed("read " + path, "GET", path, null);
    }

    static Deed post(String path, Map<String, ?> body) {
      return new Deed("write " + path + " " + body.keySet(), "POST", path, body);
    }

    static Deed delete(String path) {
      return new Deed("delete " + path, "DELETE", path, null);
    }

    Answer attempt(VaultApi vault) {
      return vault.call(method, path, body);
    }
  }

  private enum Role {
    SIGNER {
      @Override
      List<Deed> needed() {
        var deeds = needsOfAll();
        KEYS.forEach(key -> deeds.add(Deed.post("transit/sign/" + key, signing(key))));
        return deeds;
      }

      @Override
      List<Deed> forbidden() {
        var deeds = forbiddenToAll();
        for (var key : KEYS) {
          var without = signing(key);
          without.remove("key_version");
          deeds.add(Deed.post("transit/sign/" + key, without));
          deeds.add(Deed.post("transit/sign/" + key + "/sha2-256", signing(key)));
          deeds.add(Deed.post("transit/keys/" + key + "/rotate", Map.of()));
          deeds.add(Deed.post("transit/keys/" + key + "/config", minimums()));
        }
        return deeds;
      }
    },
    ROTATOR {
      @Override
      List<Deed> needed() {
        var deeds = needsOfAll();
        for (var key : KEYS) {
          deeds.add(Deed.post("transit/keys/" + key + "/rotate", Map.of()));
          deeds.add(Deed.post("transit/keys/" + key + "/config", minimums()));
        }
        return deeds;
      }

      @Override
      List<Deed> forbidden() {
        var deeds = forbiddenToAll();
        for (var key : KEYS) {
          deeds.add(Deed.post("transit/sign/" + key, signing(key)));
          for (var parameter : FOR_GOOD) {
            var smuggled = minimums();
            smuggled.putAll(parameter);
            deeds.add(Deed.post("transit/keys/" + key + "/config", parameter));
            deeds.add(Deed.post("transit/keys/" + key + "/config", smuggled));
          }
        }
        return deeds;
      }
    };

    private static final List<Map<String, ?>> FOR_GOOD =
        List.of(
            Map.of("deletion_allowed", true),
            Map.of("exportable", true),
            Map.of("allow_plaintext_backup", true),
            Map.of("auto_rotate_period", "1h"));

    abstract List<Deed> needed();

    abstract List<Deed> forbidden();

    String policy() {
      return "vouchsafe-" + name().toLowerCase(Locale.ROOT);
    }

    VaultApi logIn() {
      var path = "auth/approle/role/" + policy();
      var login =
          Map.of(
              "role_id", bao.root().read(path + "/role-id").path("role_id").asText(),
              "secret_id",
                  bao.root().write(path + "/secret-id", Map.of()).at("/data/secret_id").asText());
      var token = bao.as("").write("auth/approle/login", login).at("/auth/client_token");
      return bao.as(token.asText());
    }

    private static List<Deed> needsOfAll() {
      var deeds = new ArrayList<Deed>();
      KEYS.forEach(key -> deeds.add(Deed.get("transit/keys/" + key)));
      deeds.add(Deed.get("auth/token/lookup-self"));
      deeds.add(Deed.post("auth/token/renew-self", Map.of()));
      return deeds;
    }

    private static List<Deed> forbiddenToAll() {
      var deeds = new ArrayList<Deed>();
      for (var key : KEYS) {
        deeds.add(Deed.get("transit/export/signing-key/" + key));
        deeds.add(Deed.get("transit/backup/" + key));
        deeds.add(Deed.post("transit/keys/" + key + "/trim", Map.of("min_available_version", 1)));
        deeds.add(Deed.delete("transit/keys/" + key));
        deeds.add(Deed.delete("transit/keys/" + key + "/soft-delete"));
      }
      deeds.add(Deed.get("transit/keys?list=true"));
      deeds.add(Deed.get("transit/keys/" + FOREIGN_KEY));
      deeds.add(Deed.post("transit/sign/" + FOREIGN_KEY, signing(FOREIGN_KEY)));
      deeds.add(Deed.post("transit/keys/" + FOREIGN_KEY + "/rotate", Map.of()));
      deeds.add(Deed.post("transit/keys/" + FOREIGN_KEY + "/config", minimums()));
      deeds.add(Deed.post("transit/keys/vouchsafe-more", Map.of("type", "ecdsa-p256")));
      deeds.add(Deed.post("auth/token/create", Map.of()));
      deeds.add(Deed.get("sys/policies/acl/vouchsafe-signer"));
      return deeds;
    }
  }

  private static Map<String, Object> signing(String key) {
    return new HashMap<>(
        Map.of(
            "input",
            Base64.getEncoder().encodeToString(sha256(INPUT)),
            "prehashed",
            true,
            "hash_algorithm",
            "sha2-256",
            "signature_algorithm",
            "pkcs1v15",
            "marshaling_algorithm",
            "asn1",
            "key_version",
            bao.key(key).path("latest_version").asInt()));
  }

  private static Map<String, Object> minimums() {
    return new HashMap<>(Map.of("min_encryption_version", 1, "min_decryption_version", 1));
  }

  @TestFactory
  Stream<DynamicTest> theSignerCanDoAllThatTheServiceDoes() {
    return allowed(Role.SIGNER);
  }

  @TestFactory
  Stream<DynamicTest> theSignerCanDoNothingElse() {
    return denied(Role.SIGNER);
  }

  @TestFactory
  Stream<DynamicTest> theRotatorCanDoAllThatRotationNeeds() {
    return allowed(Role.ROTATOR);
  }

  @TestFactory
  Stream<DynamicTest> theRotatorCanDoNothingElse() {
    return denied(Role.ROTATOR);
  }

  private static Stream<DynamicTest> allowed(Role role) {
    var vault = role.logIn();
    return role.needed().stream()
        .map(
            deed ->
                dynamicTest(
                    deed.name(),
                    () -> {
                      var answer = deed.attempt(vault);
                      assertTrue(answer.done(), answer::toString);
                    }));
  }

  private static Stream<DynamicTest> denied(Role role) {
    var vault = role.logIn();
    return role.forbidden().stream()
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
    var vault = Role.SIGNER.logIn();
    for (var key : KEYS) {
      bao.rotate(key);
      var request = signing(key);
      request.put("key_version", 1);
      var answer = vault.write("transit/sign/" + key, request).path("data");

      assertEquals(1, answer.path("key_version").asInt());
      var algorithm = key.endsWith("rs256") ? "RSA" : "EC";
      var verifier =
          Signature.getInstance("SHA256with" + (algorithm.equals("EC") ? "ECDSA" : "RSA"));
      verifier.initVerify(publicKey(algorithm, vault.read("transit/keys/" + key).at("/keys/1")));
      verifier.update(INPUT);
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
    var withdrawn = signing(key);
    withdrawn.put("key_version", 1);
    assertFalse(bao.root().call("POST", "transit/sign/" + key, withdrawn).done());
  }

  @TestFactory
  Stream<DynamicTest> everyLineOfTheSignersPolicyIsNeeded() {
    return dissect(Role.SIGNER);
  }

  @TestFactory
  Stream<DynamicTest> everyLineOfTheRotatorsPolicyIsNeeded() {
    return dissect(Role.ROTATOR);
  }

  /**
   * Takes one thing after the other out of a policy; each time a deed at just that path changes.
   */
  private static Stream<DynamicTest> dissect(Role role) {
    var policy = bao.root().read("sys/policies/acl/" + role.policy()).path("policy").asText();
    return Cut.allOf(policy).stream()
        .map(cut -> dynamicTest("without " + cut.name(), () -> assertMissed(role, cut)));
  }

  private static void assertMissed(Role role, Cut cut) {
    bao.root().write("sys/policies/acl/dissected", Map.of("policy", cut.rest()));
    var vault = bao.as(bao.tokenWith("dissected"));
    var lost = role.needed().stream().filter(deed -> !deed.attempt(vault).done()).toList();
    var gained =
        role.forbidden().stream().filter(deed -> deed.attempt(vault).status() != 403).toList();

    var changed = Stream.concat(lost.stream(), gained.stream()).toList();
    assertFalse(changed.isEmpty(), () -> "nothing changes without " + cut.name());
    changed.forEach(deed -> assertEquals(cut.path(), deed.path(), deed::name));
    assertEquals(cut.isRestriction(), lost.isEmpty(), () -> "lost " + lost + ", gained " + gained);
  }

  /** A policy with one block or line taken out. */
  private record Cut(String path, String taken, String rest) {

    static List<Cut> allOf(String policy) {
      var lines = policy.lines().toList();
      var cuts = new ArrayList<Cut>();
      var path = "";
      for (int from = 0; from < lines.size(); from++) {
        var line = lines.get(from);
        if (line.startsWith("path ")) {
          path = line.split("\"")[1];
        }
        if (!line.isBlank() && !line.strip().equals("}")) {
          cuts.add(without(lines, from, path));
        }
      }
      return cuts;
    }

    private static Cut without(List<String> lines, int from, String path) {
      var line = lines.get(from);
      int to = from;
      if (line.endsWith("{")) {
        var end = " ".repeat(line.length() - line.stripLeading().length()) + "}";
        to = from + lines.subList(from, lines.size()).indexOf(end);
      }
      var rest = new ArrayList<>(lines);
      rest.subList(from, to + 1).clear();
      return new Cut(path, line.strip(), String.join("\n", rest));
    }

    String name() {
      return taken.startsWith("path ") ? taken : taken + " of " + path;
    }

    boolean isRestriction() {
      return taken.startsWith("required_parameters") || taken.startsWith("allowed_parameters");
    }
  }

  private static PublicKey publicKey(String algorithm, JsonNode version) throws Exception {
    var pem = version.path("public_key").asText().replaceAll("-----[A-Z ]+-----", "");
    return KeyFactory.getInstance(algorithm)
        .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
  }

  private static byte[] sha256(byte[] input) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(input);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
