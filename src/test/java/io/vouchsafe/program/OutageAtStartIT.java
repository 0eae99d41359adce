package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log of a service that meets an outage at its start: one line when it begins. */
class OutageAtStartIT {
  private final Stage stage = Stage.shared();
  private Map<String, String> config;
  private Client client;
  private Health health;

  @BeforeEach
  void prepare() {
    config = new TreeMap<>(stage.start());
    config.put("vouchsafe.transit.request-timeout", "10s");
    client = Client.of(stage);
    health = new Health(stage);
  }

  @AfterEach
  void stop() {
    stage.stop();
  }

  @Test
  void aLoginThatIsRefusedIsOneLine() {
    config.put("quarkus.vault.authentication.client-token", "no-such-token-" + System.nanoTime());
    try (ServiceProcess service = ServiceProcess.on(stage, "outage-login", config)) {
      awaitBeginning(service);
      for (int i = 0; i < 20; i++) {
        assertEquals(503, client.get("/.well-known/jwks.json").status());
        health.ready();
      }

      assertOneBeginning(service, "Vault: outage began: ");
      assertTrue(!service.output().contains("SRHCK"), service::output);
    }
  }

  @Test
  void aTrustedIssuerThatIsAwayIsOneLineForAllIssuersAndBrokers() {
    for (String issuer : List.of("default", "second")) {
      String trusted = "vouchsafe.issuers." + issuer + ".trusted-issuers.control.";
      config.remove(trusted + "jwks-file");
      config.put(trusted + "jwks-uri", "http://127.0.0.1:1/jwks.json");
    }
    try (ServiceProcess service = ServiceProcess.on(stage, "outage-trusted", config)) {
      eventually(health::text, health::good);
      for (int i = 0; i < 20; i++) {
        Client asked = i % 2 == 0 ? client : Client.ofSecond(stage);
        assertEquals(503, asked.post("/grants", asked.proof(), Map.of()).status());
      }

      assertOneBeginning(service, "trusted issuers: outage began: ");
    }
  }

  @Test
  void aRotationThatMayNotReadTheKeysIsOneLineForAllOfThem() {
    config.put("vouchsafe.rotation.mode", "on");
    config.put("vouchsafe.rotation.every", "1s");
    config.put("vouchsafe.rotation.jitter", "0s");
    config.put("vouchsafe.rotation.authentication.client-token", stage.bao().tokenWith("default"));
    try (ServiceProcess service = ServiceProcess.on(stage, "outage-rotation", config)) {
      awaitBeginning(service);
      int rounds = stage.vault().seen(path -> path.contains("/keys/")).size();
      eventually(
          "more rounds",
          () -> stage.vault().seen(path -> path.contains("/keys/")).size() > rounds + 30);

      assertOneBeginning(service, "rotation: outage began: ");
    }
  }

  private static void awaitBeginning(ServiceProcess service) {
    eventually(service::output, () -> service.output().contains("outage began"));
  }

  private static void assertOneBeginning(ServiceProcess service, String words) {
    awaitBeginning(service);
    List<String> lines =
        service
            .output()
            .lines()
            .filter(line -> line.matches(".* (WARN|ERROR) .*") && !line.contains("config]"))
            .toList();
    assertEquals(1, lines.size(), service::output);
    assertTrue(lines.getFirst().contains(words), lines::toString);
  }
}
