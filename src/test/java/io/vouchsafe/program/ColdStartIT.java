package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls that come while the keys are being read. */
class ColdStartIT {
  private static final String JWKS = "/.well-known/jwks.json";

  private final Stage stage = Stage.shared();

  @AfterEach
  void stop() {
    stage.stop();
  }

  @Test
  void aCallForATokenWaitsForTheKeysAndOneForTheDocumentsDoesNot() throws InterruptedException {
    Map<String, String> config = new TreeMap<>(stage.start());
    config.put("vouchsafe.transit.request-timeout", "15s");
    Client client = Client.of(stage);
    Health health = new Health(stage);
    String grant;
    try (ServiceProcess earlier = ServiceProcess.on(stage, "cold-earlier", config)) {
      eventually(health::text, health::good);
      grant = client.grant(Client.workload("d-1"));
    }
    stage.vault().forget();
    CountDownLatch gate = new CountDownLatch(1);
    stage
        .vault()
        .breaks(
            path -> path.contains("/keys/"),
            (request, upstream) -> {
              gate.await();
              return upstream.answer(request);
            });
    try (ServiceProcess service = ServiceProcess.on(stage, "cold", config)) {
      CompletableFuture<Answer> token =
          CompletableFuture.supplyAsync(() -> client.idToken(grant, "a"));
      CompletableFuture<Answer> made =
          CompletableFuture.supplyAsync(
              () ->
                  client.post(
                      "/grants",
                      client.proof(),
                      Map.of("workload", Client.workload("d-1"), "audiences", new String[] {"a"})));
      eventually(
          "all keys asked for",
          () -> stage.vault().seen(path -> path.contains("/keys/")).size() == 6);
      assertEquals(503, client.get(JWKS).status(), service::output);
      assertEquals(401, client.idToken("no-grant", "a").status(), service::output);
      Thread.sleep(500);
      assertFalse(token.isDone(), service::output);
      assertFalse(made.isDone(), service::output);

      gate.countDown();

      assertEquals(200, token.join().status(), () -> token.join().http().body());
      assertEquals(201, made.join().status(), () -> made.join().http().body());
      Tokens.verified(client, token.join().text("value"));
      assertEquals(1, stage.vault().seen(path -> path.endsWith("/lookup-self")).size());
    }
  }
}
