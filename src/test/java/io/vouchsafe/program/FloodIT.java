package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More requests than Vault takes: what does not fit is refused, and nothing piles up. */
class FloodIT {
  private static final int CALLS = 2;
  private static final int WAITING = 6;
  private static final int CALLERS = 40;

  private final Stage stage = Stage.shared();

  @AfterEach
  void stop() {
    stage.stop();
  }

  @Test
  void whatHasNoRoomIsRefusedWhileTheOthersWait() throws Exception {
    Map<String, String> config = new TreeMap<>(stage.start());
    config.put("vouchsafe.signing.rsa.calls", Integer.toString(CALLS));
    config.put("vouchsafe.signing.max-waiting", Integer.toString(WAITING));
    config.put("vouchsafe.transit.request-timeout", "30s");
    config.put("vouchsafe.keys.refresh", "60s");
    Health health = new Health(stage);
    Client client = Client.of(stage);
    try (ServiceProcess service = ServiceProcess.on(stage, "flood", config);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      eventually(health::text, health::good);
      String grant = client.grant(Client.workload("d-1"));
      CountDownLatch held = new CountDownLatch(1);
      AtomicInteger atOnce = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      stage
          .vault()
          .breaks(
              path -> path.contains("/sign/"),
              (request, upstream) -> {
                if (request.isProbe()) {
                  return upstream.answer(request);
                }
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                try {
                  held.await();
                  return upstream.answer(request);
                } finally {
                  atOnce.decrementAndGet();
                }
              });
      List<Answer> refused = new ArrayList<>();
      List<Future<Answer>> underWay = new ArrayList<>();
      try {
        for (int i = 0; i < CALLERS; i++) {
          underWay.add(callers.submit(() -> client.idToken(grant, "a")));
        }
        eventually(
            () -> underWay.stream().filter(Future::isDone).count() + " refusals",
            () -> underWay.stream().filter(Future::isDone).count() >= CALLERS - CALLS - WAITING);
        assertEquals(1, held.getCount(), "refused while the others wait");
        assertEquals(200, client.get("/.well-known/jwks.json").status());
        assertTrue(Health.up(health.live()), health::text);
        assertTrue(Health.up(health.ready()), health::text);
      } finally {
        held.countDown();
      }
      int issued = 0;
      for (Future<Answer> call : underWay) {
        Answer answer = call.get();
        if (answer.status() == 200) {
          Tokens.verified(client, answer.text("value"));
          issued++;
        } else {
          refused.add(answer);
        }
      }
      assertEquals(CALLS + WAITING, issued);
      assertEquals(CALLS, most.get());
      for (Answer answer : refused) {
        assertEquals(503, answer.status(), answer.http().body());
        assertTrue(answer.text("detail").contains("too many"), answer.text("detail"));
        assertTrue(Integer.parseInt(answer.header("Retry-After")) >= 1);
      }
      stage.vault().mend();
      Tokens.verified(client, client.token(grant, "a"));
      assertTrue(service.running());
    }
  }
}
