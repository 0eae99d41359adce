package io.vouchsafe.rotation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Fleet;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An admin raises the minimum past the version that signs, and the service does not know: the very
 * next caller gets a token all the same, under a version that is left.
 */
class RefusedVersionIT {
  private static final int CALLERS = 30;
  private static final int READINGS_AT_MOST = 5;
  private static final int KEYS = 3;

  private final Fleet fleet =
      Fleet.shared("default", "second")
          .with("vouchsafe.keys.refresh", "5m", "vouchsafe.transit.request-timeout", "10s");
  private final OpenBao bao = fleet.stage().bao();
  private final Fleet.Instance instance = fleet.instance("refused-version");

  @BeforeEach
  void start() {
    instance.start();
    instance.awaitGood();
  }

  @AfterEach
  void stop() {
    fleet.close();
  }

  private void revokeTheVersionThatSigns(String key) {
    int left = bao.rotate(key);
    bao.configure(key, Map.of("min_encryption_version", left));
    fleet.stage().vault().forget();
  }

  private int keyReads(String issuer) {
    return Fleet.keys(issuer).stream()
        .mapToInt(
            key ->
                fleet.stage().vault().seen(path -> path.equals("/v1/transit/keys/" + key)).size())
        .sum();
  }

  private static SignedJWT verified(Client client, String token) {
    return Tokens.verifiedBy(client.get("/.well-known/jwks.json").http().body(), token);
  }

  @Test
  void theVeryNextTokenIsUnderAVersionThatIsLeft() {
    Client client = instance.client("default");
    String grant = fleet.grant(instance, "default").text("grant");
    for (String audience : List.of("rs256.example", Fleet.ES256)) {
      SignedJWT before = verified(client, client.token(grant, audience));
      String algorithm = before.getHeader().getAlgorithm().getName();

      revokeTheVersionThatSigns("vouchsafe-" + algorithm.toLowerCase(java.util.Locale.ROOT));
      SignedJWT after = verified(client, client.token(grant, audience));

      assertEquals(algorithm, after.getHeader().getAlgorithm().getName());
      assertTrue(!before.getHeader().getKeyID().equals(after.getHeader().getKeyID()));
      assertEquals(KEYS, keyReads("default"), "one reading of each key");
      assertEquals(0, keyReads("second"), "the other issuer's keys have nothing to do with it");
      verified(client, before.serialize());
    }
  }

  @Test
  void theVeryNextGrantIsUnderAVersionThatIsLeft() {
    Client client = instance.client("default");
    String before = fleet.grant(instance, "default").text("grant");

    revokeTheVersionThatSigns("vouchsafe-grant");
    Answer after = fleet.grant(instance, "default");

    assertEquals(201, after.status(), after.http().body());
    verified(client, client.token(after.text("grant"), "a"));
    verified(client, client.token(before, "a"));
  }

  @Test
  void aFloodOfRefusalsIsAFewReadings() throws Exception {
    Client client = instance.client("second");
    String grant = fleet.grant(instance, "second").text("grant");
    String before = verified(client, client.token(grant, "a")).getHeader().getKeyID();
    revokeTheVersionThatSigns("second-rs256");
    CountDownLatch go = new CountDownLatch(1);
    List<Future<Answer>> calls = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        calls.add(
            callers.submit(
                () -> {
                  go.await();
                  return client.idToken(grant, "a");
                }));
      }
      go.countDown();
      for (Future<Answer> call : calls) {
        Answer answer = call.get();
        assertEquals(200, answer.status(), answer.http().body());
        String kid = verified(client, answer.text("value")).getHeader().getKeyID();
        assertTrue(!before.equals(kid), kid);
      }
    }
    int reads = keyReads("second");
    System.out.printf("%d refusals at once cost %d reads of %d keys%n", CALLERS, reads, KEYS);
    assertTrue(reads >= KEYS && reads <= KEYS * READINGS_AT_MOST, reads + " reads");
  }
}
