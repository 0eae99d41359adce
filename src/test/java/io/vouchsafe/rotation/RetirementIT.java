package io.vouchsafe.rotation;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.Fleet;
import io.vouchsafe.testing.OpenBao;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A version that was retired is archived in Vault: it can be had back there, and only there. */
class RetirementIT {
  private static final String KEY = "vouchsafe-es256";
  private static final String INPUT = Base64.getEncoder().encodeToString("anything".getBytes());

  private final Fleet fleet =
      Fleet.shared("default", "second")
          .compressed()
          .with("vouchsafe.transit.request-timeout", "10s");
  private final OpenBao bao = fleet.stage().bao();

  @AfterEach
  void stop() {
    fleet.close();
  }

  @Test
  void aRetiredVersionIsRestorableInVaultNotPublishedAgainAndRetiredAgain() {
    Fleet.Instance serving = fleet.instance("retirement-serving");
    Fleet.Instance retiring =
        fleet.instance(
            "retirement-once",
            "vouchsafe.rotation.mode",
            "once",
            "quarkus.vault.authentication.client-token",
            fleet.rotatorToken(),
            "vouchsafe.keys.rotate-every",
            "1h",
            "vouchsafe.keys.grant.rotate-every",
            "1h");
    serving.start();
    serving.awaitGood();
    String signature =
        bao.root()
            .write("transit/sign/" + KEY, Map.of("input", INPUT))
            .at("/data/signature")
            .asText();
    String first = version(serving, 1).path("kid").asText();
    assertTrue(jwks(serving).contains(first), () -> jwks(serving).toString());
    bao.rotate(KEY);

    eventually(
        () -> "version 1 out of " + jwks(serving),
        () -> jwks(serving).size() > 1 && !jwks(serving).contains(first));
    assertEquals("retired", version(serving, 1).path("phase").asText());
    retiring.start();
    assertEquals(0, retiring.exitStatus(), retiring::output);

    assertEquals(2, bao.key(KEY).path("min_decryption_version").asInt());
    assertEquals(2, bao.key(KEY).path("min_encryption_version").asInt());
    assertFalse(verifiesInVault(signature));
    eventually("the end of version 1", () -> version(serving, 1).isMissingNode());

    bao.configure(KEY, Map.of("min_decryption_version", 1));

    assertTrue(verifiesInVault(signature));
    eventually("version 1 seen again", () -> !version(serving, 1).isMissingNode());
    assertEquals(first, version(serving, 1).path("kid").asText());
    assertEquals("retired", version(serving, 1).path("phase").asText());
    assertFalse(jwks(serving).contains(first), () -> jwks(serving).toString());

    retiring.start();
    assertEquals(0, retiring.exitStatus(), retiring::output);

    assertEquals(2, bao.key(KEY).path("min_decryption_version").asInt());
    assertFalse(verifiesInVault(signature));
    eventually("the end of version 1", () -> version(serving, 1).isMissingNode());
    assertFalse(jwks(serving).contains(first), () -> jwks(serving).toString());
  }

  private boolean verifiesInVault(String signature) {
    var answer =
        bao.root()
            .call("POST", "transit/verify/" + KEY, Map.of("input", INPUT, "signature", signature));
    return answer.done() && answer.data().path("valid").asBoolean();
  }

  private static List<String> jwks(Fleet.Instance instance) {
    List<String> kids = new ArrayList<>();
    instance
        .client("default")
        .get("/.well-known/jwks.json")
        .body()
        .path("keys")
        .forEach(key -> kids.add(key.path("kid").asText()));
    return kids;
  }

  /** What the operators' port says of a version. */
  private static JsonNode version(Fleet.Instance instance, int number) {
    JsonNode status = instance.client("default").get(instance.managementUrl() + "/keys").body();
    return status.findParents("version").stream()
        .filter(version -> version.path("version").asInt() == number)
        .filter(version -> belongsToKey(status, version))
        .findFirst()
        .orElseGet(com.fasterxml.jackson.databind.node.MissingNode::getInstance);
  }

  private static boolean belongsToKey(JsonNode status, JsonNode version) {
    return status.findParents("name").stream()
        .filter(key -> key.path("name").asText().equals(KEY))
        .anyMatch(key -> key.findParents("version").contains(version));
  }
}
