package io.vouchsafe.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

/** When Vault fails in one way after another, under load. */
@Tag("slow")
@QuarkusTest
@QuarkusTestResource(Stage.class)
@QuarkusTestResource(value = FailingVault.Quick.class, restrictToAnnotatedClass = true)
class VaultFailuresLoadTest extends FailingVault {
  @Test
  void underLoadAndChangingFaultsEveryTokenThatComesOutVerifies() throws Exception {
    long seed = Long.getLong("vouchsafe.vault-failures.seed", System.nanoTime());
    System.out.println("seed of the faults: -Dvouchsafe.vault-failures.seed=" + seed);
    Random random = new Random(seed);
    List<Arguments> faults =
        Stream.of(VaultFaults.outages(), VaultFaults.wrongAnswers())
            .flatMap(UnaryOperator.identity())
            .toList();
    List<Arguments> readings = VaultFaults.wrongReadings().toList();
    String published = jwks(documents);
    AtomicBoolean ended = new AtomicBoolean();
    Map<Integer, Integer> statuses = new TreeMap<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Map<Integer, Integer>>> underWay = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        String audience = AUDIENCES.get(i % AUDIENCES.size());
        underWay.add(callers.submit(() -> ask(audience, published, ended)));
      }
      try {
        for (Instant end = Instant.now().plusSeconds(10); Instant.now().isBefore(end); ) {
          switch (random.nextInt(4)) {
            case 0 -> mend();
            case 1 -> stage.vault().down();
            case 2 -> {
              mend();
              stage.vault().breaks(READING, fault(readings, random));
            }
            default -> {
              mend();
              stage.vault().breaks(SIGNING, fault(faults, random));
            }
          }
          Thread.sleep(random.nextInt(100, 400));
          assertEquals(documents, documents(client));
          assertTrue(Health.up(health.ready()), health::text);
        }
        mend();
        Thread.sleep(500);
      } finally {
        ended.set(true);
      }
      for (Future<Map<Integer, Integer>> caller : underWay) {
        caller.get().forEach((status, count) -> statuses.merge(status, count, Integer::sum));
      }
    }
    assertTrue(statuses.containsKey(200) && statuses.containsKey(503), statuses::toString);
  }

  private static Fault fault(List<Arguments> faults, Random random) {
    return (Fault) faults.get(random.nextInt(faults.size())).get()[1];
  }

  private Map<Integer, Integer> ask(String audience, String published, AtomicBoolean ended) {
    Map<Integer, Integer> statuses = new TreeMap<>();
    while (!ended.get()) {
      Answer answer = client.idToken(grant, audience);
      statuses.merge(answer.status(), 1, Integer::sum);
      if (answer.status() == 200) {
        Tokens.verifiedBy(published, answer.text("value"));
      } else {
        refused(503, "", answer, 502);
      }
    }
    return statuses;
  }
}
