package io.vouchsafe.hostile;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** SIGTERM while Vault is waited for: what is under way ends with its answers. */
class StopUnderWayIT {
  private static final int CALLS = 8;

  private final Stage stage = Stage.shared();

  @AfterEach
  void stop() {
    stage.stop();
  }

  @Test
  void whatIsUnderWayEndsWithItsAnswer() throws Exception {
    Map<String, String> config = new TreeMap<>(stage.start());
    config.put("vouchsafe.transit.request-timeout", "10s");
    Client client = Client.of(stage);
    Health health = new Health(stage);
    try (ServiceProcess service = ServiceProcess.on(stage, "stop-under-way", config);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      eventually(health::text, health::good);
      String grant = client.grant(Client.workload("d-1"));
      stage.vault().breaks(path -> path.contains("/sign/"), Fault.delay(Duration.ofMillis(1_500)));
      stage.vault().forget();
      List<Future<Answer>> underWay = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        String audience = i % 2 == 0 ? Stage.ES256_AUDIENCE : "rs256.example";
        underWay.add(callers.submit(() -> client.idToken(grant, audience)));
      }
      eventually(
          "calls to Vault for both algorithms",
          () -> stage.vault().seen(path -> path.contains("/sign/")).size() >= 2);
      service.process().destroy();
      for (Future<Answer> call : underWay) {
        assertEquals(200, call.get().status());
      }
      assertEquals(143, service.exitStatus());
    }
  }
}
