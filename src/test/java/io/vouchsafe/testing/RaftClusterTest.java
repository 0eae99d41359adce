package io.vouchsafe.testing;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the service may expect of three nodes of one OpenBao. */
@Tag("slow")
class RaftClusterTest {
  private static RaftCluster cluster;

  @BeforeAll
  static void start() {
    cluster = RaftCluster.start();
    cluster.at(0).setup();
  }

  @AfterAll
  static void close() {
    cluster.close();
  }

  @Test
  void everyNodeSignsAndAnotherIsActiveAfterTheActiveOneDied() {
    for (int node = 0; node < RaftCluster.NODES; node++) {
      assertTrue(signs(node, 1), "node " + node);
    }
    int first = cluster.active();
    cluster.kill(first);

    int second = cluster.active();
    assertNotEquals(first, second);
    cluster.start(first);
    cluster.awaitWhole();
    assertTrue(signs(first, 1));
    assertEquals(2, cluster.standbys().size());
  }

  @Test
  void aStandbyRefusesAVersionThatItDoesNotKnowYetAndLearnsIt() {
    int standby = cluster.standbys().getFirst();
    cluster.freeze(standby);
    int version = cluster.at(cluster.active()).rotate("vouchsafe-es256");
    cluster.thaw(standby);

    eventually("the new version at a standby", () -> signs(standby, version));
    assertFalse(signs(standby, version + 1));
  }

  @Test
  void aNodeThatIsCutOffLearnsNothingUntilItIsBack() {
    int first = cluster.active();
    cluster.cutOff(first);

    int second = cluster.activeBeside(first);
    int version = cluster.at(second).rotate("vouchsafe-rs256");
    assertFalse(signs(first, "vouchsafe-rs256", version));
    cluster.join();
    cluster.kill(first);
    cluster.start(first);
    cluster.awaitWhole();
    eventually("the new version", () -> signs(first, "vouchsafe-rs256", version));
  }

  @Test
  void aSealedNodeIsBack() {
    int standby = cluster.standbys().getFirst();
    cluster.seal(standby);
    assertFalse(signs(standby, 1));

    cluster.unseal(standby);
    cluster.awaitWhole();
    eventually("a signature", () -> signs(standby, 1));
  }

  private static boolean signs(int node, int version) {
    return signs(node, "vouchsafe-es256", version);
  }

  private static boolean signs(int node, String key, int version) {
    VaultApi.Answer answer =
        cluster
            .at(node)
            .root()
            .call(
                "POST",
                "transit/sign/" + key,
                Map.of(
                    "batch_input",
                    List.of(Map.of("input", Base64.getEncoder().encodeToString(new byte[32]))),
                    "prehashed",
                    true,
                    "key_version",
                    version));
    return answer.data().at("/batch_results/0").has("signature");
  }
}
