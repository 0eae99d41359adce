package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is under way when the service is told to stop ends with its answer. */
class StopIT {
  private static final String LIVE = "/.well-known/live";
  private static final int CALLS = 8;
  private static final int ENDED_BY_SIGTERM = 143;
  private static final Predicate<String> SIGNS = path -> path.contains("/sign/");

  private final Stage stage = Stage.shared();

  @AfterEach
  void stop() {
    stage.stop();
  }

  @Test
  void requestsThatWaitForVaultGetTheirTokens() throws Exception {
    Map<String, String> config = new TreeMap<>(stage.start());
    config.put("vouchsafe.transit.request-timeout", "20s");
    config.put("vouchsafe.http.shutdown-timeout", "30s");
    Health health = new Health(stage);
    Client client = Client.of(stage);
    try (ServiceProcess service = ServiceProcess.on(stage, "stop", config);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      eventually(health::text, health::good);
      String grant = client.grant(Client.workload("d-1"));
      CountDownLatch signed = new CountDownLatch(1);
      stage
          .vault()
          .breaks(
              SIGNS,
              (request, vault) -> {
                signed.await();
                return vault.answer(request);
              });
      List<Future<Answer>> underWay = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        String audience = i % 2 == 0 ? Stage.ES256_AUDIENCE : "rs256.example";
        underWay.add(callers.submit(() -> client.idToken(grant, audience)));
      }
      eventually("all calls", () -> tokensInFlight() == CALLS);
      service.process().destroy();
      eventually("the port is closed", () -> !listens());
      signed.countDown();

      for (Future<Answer> call : underWay) {
        assertEquals(200, call.get().status(), service::output);
        assertEquals("close", call.get().header("Connection"), call.get()::toString);
      }
      assertEquals(ENDED_BY_SIGTERM, service.exitStatus(), service::output);
    }
  }

  /** For both algorithms. */
  private double tokensInFlight() {
    return Metrics.values(new Metrics(stage).text(), "vouchsafe_http_room_tokens{").sum();
  }

  private boolean listens() {
    try {
      new Socket(InetAddress.getLoopbackAddress(), URI.create(stage.url()).getPort()).close();
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  @Test
  void whoeverAsksHearsOfItBeforeThePortCloses() throws Exception {
    Map<String, String> config = new TreeMap<>(stage.start());
    config.put("vouchsafe.http.shutdown-delay", "4s");
    Health health = new Health(stage);
    Client client = Client.of(stage);
    try (ServiceProcess service = ServiceProcess.on(stage, "stop-told", config)) {
      eventually(health::text, health::good);
      String grant = client.grant(Client.workload("d-1"));
      assertEquals(200, client.get(LIVE).status());
      service.process().destroy();

      eventually(health::text, () -> !Health.up(health.ready()));
      assertTrue(Health.reasons(health.ready()).contains("the service is stopping"), health::text);
      assertTrue(Health.up(health.live()), health::text);
      Answer live = client.get(LIVE);
      assertEquals(503, live.status());
      assertEquals("application/problem+json", live.header("Content-Type"));
      for (Answer answer :
          List.of(live, client.idToken(grant, "a"), client.get("/.well-known/jwks.json"))) {
        assertEquals("close", answer.header("Connection"), answer::toString);
      }
      assertEquals(200, client.idToken(grant, "a").status());
      assertEquals(ENDED_BY_SIGTERM, service.exitStatus(), service::output);
      assertFalse(service.output().contains("ERROR"), service::output);
    }
  }

  @Test
  void whatDoesNotEndInTimeIsCutAndTheLogSaysSo() throws Exception {
    Map<String, String> config = new TreeMap<>(stage.start());
    config.put("vouchsafe.transit.request-timeout", "30s");
    config.put("vouchsafe.http.shutdown-timeout", "1s");
    Health health = new Health(stage);
    Client client = Client.of(stage);
    try (ServiceProcess service = ServiceProcess.on(stage, "stop-cut", config);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      eventually(health::text, health::good);
      String grant = client.grant(Client.workload("d-1"));
      stage.vault().forget();
      stage.vault().breaks(SIGNS, Fault.delay(Duration.ofSeconds(20)));
      Future<Answer> cut = callers.submit(() -> client.idToken(grant, "a"));
      eventually("a call to Vault", () -> !stage.vault().seen(SIGNS).isEmpty());
      service.process().destroy();

      assertEquals(ENDED_BY_SIGTERM, service.exitStatus(), service::output);
      assertThrows(ExecutionException.class, cut::get);
      assertTrue(service.output().contains("cut 1 of the connections"), service::output);
      List<String> left =
          service.records().stream()
              .filter(
                  it -> it.contains("\"event\":\"granted\"") || it.contains("\"event\":\"issued\""))
              .toList();
      assertEquals(1, left.size(), "the grant, and no token that nobody got");
    }
  }
}
