package io.vouchsafe.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;

import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultApi;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The three roles that have a Vault policy, with what each has to be able to do, and must not. */
enum VaultRole {
  SIGNER {
    @Override
    List<Deed> needed(OpenBao bao) {
      var deeds = needsOfAll();
      KEYS.forEach(key -> deeds.add(Deed.post("transit/sign/" + key, signing(bao, key))));
      return deeds;
    }

    @Override
    List<Deed> forbidden(OpenBao bao) {
      var deeds = forbiddenToAll(bao);
      for (var key : KEYS) {
        deeds.addAll(signingOtherwise(bao, key));
        deeds.add(Deed.post("transit/sign/" + key + "/sha2-256", signing(bao, key)));
        deeds.add(Deed.post("transit/keys/" + key + "/rotate", Map.of()));
        deeds.add(Deed.post("transit/keys/" + key + "/config", minimums()));
      }
      return deeds;
    }
  },
  ROTATOR {
    @Override
    List<Deed> needed(OpenBao bao) {
      var deeds = needsOfAll();
      deeds.add(Deed.post("sys/capabilities-self", Map.of("paths", List.of("transit/keys"))));
      for (var key : KEYS) {
        deeds.add(Deed.post("transit/keys/" + key + "/rotate", Map.of()));
        deeds.add(Deed.post("transit/keys/" + key + "/config", minimums()));
      }
      return deeds;
    }

    @Override
    List<Deed> forbidden(OpenBao bao) {
      var deeds = forbiddenToAll(bao);
      for (var key : KEYS) {
        deeds.add(Deed.post("transit/sign/" + key, signing(bao, key)));
        for (var parameter : FOR_GOOD) {
          var smuggled = minimums();
          smuggled.putAll(parameter);
          deeds.add(Deed.post("transit/keys/" + key + "/config", parameter));
          deeds.add(Deed.post("transit/keys/" + key + "/config", smuggled));
        }
      }
      return deeds;
    }
  },
  READER {
    @Override
    List<Deed> needed(OpenBao bao) {
      return needsOfAll();
    }

    @Override
    List<Deed> forbidden(OpenBao bao) {
      var deeds = forbiddenToAll(bao);
      deeds.add(Deed.post("sys/capabilities-self", Map.of("paths", List.of("transit/keys"))));
      for (var key : KEYS) {
        deeds.add(Deed.post("transit/sign/" + key, signing(bao, key)));
        deeds.add(Deed.post("transit/keys/" + key + "/rotate", Map.of()));
        deeds.add(Deed.post("transit/keys/" + key + "/config", minimums()));
        deeds.add(Deed.post("transit/keys/" + key + "/csr", Map.of()));
        deeds.add(Deed.post("transit/verify/" + key, signing(bao, key)));
      }
      return deeds;
    }
  };

  static final List<String> KEYS = List.of("vouchsafe-rs256", "vouchsafe-es256", "vouchsafe-grant");
  static final byte[] INPUT = "header.claims".getBytes(UTF_8);

  private static final String FOREIGN_KEY = "other-rs256";
  private static final List<Map<String, ?>> FOR_GOOD =
      List.of(
          Map.of("deletion_allowed", true),
          Map.of("exportable", true),
          Map.of("allow_plaintext_backup", true),
          Map.of("auto_rotate_period", "1h"));

  abstract List<Deed> needed(OpenBao bao);

  abstract List<Deed> forbidden(OpenBao bao);

  String policy() {
    return "vouchsafe-" + name().toLowerCase(Locale.ROOT);
  }

  VaultApi logIn(OpenBao bao) {
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

  private static List<Deed> forbiddenToAll(OpenBao bao) {
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
    deeds.add(Deed.post("transit/sign/" + FOREIGN_KEY, signing(bao, FOREIGN_KEY)));
    deeds.add(Deed.post("transit/keys/" + FOREIGN_KEY + "/rotate", Map.of()));
    deeds.add(Deed.post("transit/keys/" + FOREIGN_KEY + "/config", minimums()));
    deeds.add(Deed.post("transit/keys/vouchsafe-more", Map.of("type", "ecdsa-p256")));
    deeds.add(Deed.post("auth/token/create", Map.of()));
    deeds.add(Deed.get("sys/policies/acl/vouchsafe-signer"));
    return deeds;
  }

  /** What the service asks of Transit, for this key; {@code SigningRequestTest} compares. */
  static Map<String, Object> signing(OpenBao bao, String key) {
    var digest = Base64.getEncoder().encodeToString(sha256(INPUT));
    var request = new HashMap<String, Object>();
    request.put("batch_input", List.of(Map.of("input", digest, "reference", "call-0")));
    request.put("prehashed", true);
    request.put("hash_algorithm", "sha2-256");
    request.put("marshaling_algorithm", "asn1");
    request.put("key_version", bao.key(key).path("latest_version").asInt());
    if (key.endsWith("rs256")) {
      request.put("signature_algorithm", "pkcs1v15");
    }
    return request;
  }

  /** What the service never asks of Transit: other hashes and schemes, or what has a default. */
  private static List<Deed> signingOtherwise(OpenBao bao, String key) {
    var path = "transit/sign/" + key;
    var deeds = new ArrayList<Deed>();
    for (var required : signing(bao, key).keySet()) {
      if (!required.equals("batch_input") && !required.equals("marshaling_algorithm")) {
        var without = signing(bao, key);
        without.remove(required);
        deeds.add(new Deed("sign with " + key + " without " + required, "POST", path, without));
      }
    }
    var others = new ArrayList<Map.Entry<String, Object>>();
    List.of("sha1", "sha2-512", "none").forEach(hash -> others.add(entry("hash_algorithm", hash)));
    others.add(entry("prehashed", false));
    others.add(entry("marshaling_algorithm", "jws"));
    others.add(entry("signature_algorithm", "pss"));
    others.add(entry("salt_length", "hash"));
    others.add(entry("algorithm", "sha1"));
    others.add(entry("context", "Y29udGV4dA=="));
    others.add(entry("input", Base64.getEncoder().encodeToString(sha256(INPUT))));
    for (var other : others) {
      var request = signing(bao, key);
      request.put(other.getKey(), other.getValue());
      deeds.add(new Deed("sign with " + key + ", " + other, "POST", path, request));
    }
    return deeds;
  }

  private static Map<String, Object> minimums() {
    return new HashMap<>(Map.of("min_encryption_version", 1, "min_decryption_version", 1));
  }

  private static byte[] sha256(byte[] input) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(input);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
