package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The log of an outage that hits six keys of two issuers and a hundred requests: a line when it
 * begins and one when it ends, and the records of the one token that met it first.
 */
class OutageLogIT {
  private static final int REQUESTS = 100;
  private static final String SIGNER = "sys/policies/acl/vouchsafe-signer";

  private final Stage stage = new Stage();
  private Client client;
  private Health health;

  @BeforeEach
  void prepare() {
    client = Client.of(stage);
    health = new Health(stage);
  }

  @AfterEach
  void stop() {
    stage.stop();
  }

  /** How Vault fails, and what mends it. */
  private record Failure(String reason, Way begin, Way end) {
    @FunctionalInterface
    interface Way {
      void on(Stage stage);
    }
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            "sealed",
            new Failure("Vault is sealed", on -> on.bao().seal(), on -> on.bao().unseal())),
        Arguments.of(
            "stopped",
            new Failure("Vault cannot be reached", on -> on.vault().down(), on -> on.vault().up())),
        Arguments.of(
            "denying",
            new Failure("policy", OutageLogIT::takePolicyAway, OutageLogIT::givePolicyBack)),
        Arguments.of(
            "wrong",
            new Failure(
                "does not verify",
                on -> on.vault().breaks(path -> path.contains("/sign/"), anotherSignature()),
                on -> on.vault().mend())));
  }

  private static String policy = "";

  private static void takePolicyAway(Stage stage) {
    policy = stage.bao().root().read(SIGNER).path("policy").asText();
    stage
        .bao()
        .root()
        .write(SIGNER, Map.of("policy", "path \"none\" { capabilities = [\"deny\"] }"));
  }

  private static void givePolicyBack(Stage stage) {
    stage.bao().root().write(SIGNER, Map.of("policy", policy));
  }

  /** The middle of it changed, its form kept. */
  private static Fault anotherSignature() {
    return Fault.rewrite(
        body -> {
          int at = body.indexOf("vault:v") + 60;
          char other = body.charAt(at) == 'A' ? 'B' : 'A';
          return body.substring(0, at) + other + body.substring(at + 1);
        });
  }

  @ParameterizedTest(name = "Vault is {0}")
  @MethodSource("failures")
  void anOutageOfVaultIsALineAtItsBeginningAndOneAtItsEnd(String name, Failure failure) {
    Map<String, String> config = new TreeMap<>(stage.start());
    try (ServiceProcess service = ServiceProcess.on(stage, "outage-" + name, config)) {
      eventually(health::text, health::good);
      String grant = client.grant(Client.workload("d-1"));
      Tokens.verified(client, client.token(grant, "a"));
      eventually("the end of what a slow start began", () -> !outageIsOn(service));
      int quiet = service.output().length();

      failure.begin().on(stage);
      client.idToken(grant, "a");
      ask(grant);
      eventually("the probe", () -> !Health.up(health.signing()));
      failure.end().on(stage);
      eventually(
          "the end of the outage in " + service.log(),
          () -> {
            client.idToken(grant, "a");
            client.idToken(grant, Stage.ES256_AUDIENCE);
            return service.output().substring(quiet).contains("outage over");
          });

      List<String> lines = service.output().substring(quiet).lines().toList();
      List<String> others = lines.stream().filter(line -> !line.contains("audit")).toList();
      assertEquals(2, others.size(), () -> String.join("\n", others));
      assertTrue(others.getFirst().contains("Vault: outage began: "), others::toString);
      assertTrue(others.getFirst().contains(failure.reason()), others::toString);
      assertTrue(others.getLast().matches(".*Vault: outage over after .*"), others::toString);
      List<String> failed = lines.stream().filter(line -> line.contains("] failed ")).toList();
      assertTrue(failed.size() <= 1, () -> String.join("\n", lines));
    }
  }

  @Test
  void anOutageThatNobodyMeetsButTheProbesIsOneToo() {
    Map<String, String> config = new TreeMap<>(stage.start());
    try (ServiceProcess service = ServiceProcess.on(stage, "outage-idle", config)) {
      eventually(health::text, health::good);
      eventually("the end of what a slow start began", () -> !outageIsOn(service));
      int quiet = service.output().length();

      stage.vault().breaks(path -> path.contains("/sign/"), anotherSignature());
      eventually("the probe", () -> !Health.up(health.signing()));
      stage.vault().mend();
      eventually(
          "the end of the outage in " + service.log(),
          () -> service.output().substring(quiet).contains("outage over"));

      List<String> lines = service.output().substring(quiet).lines().toList();
      assertEquals(2, lines.size(), () -> String.join("\n", lines));
      assertTrue(lines.getFirst().contains("Vault: outage began: "), lines::toString);
      assertTrue(lines.getFirst().contains("does not verify"), lines::toString);
      assertTrue(lines.getLast().matches(".*Vault: outage over after .*"), lines::toString);
    }
  }

  /** A machine that is slow at the start may make an outage of it, and needs ten seconds after. */
  private static boolean outageIsOn(ServiceProcess service) {
    String output = service.output();
    return output.lastIndexOf("outage began") > output.lastIndexOf("outage over");
  }

  private void ask(String grant) {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < REQUESTS; i++) {
        String audience = i % 2 == 0 ? "a" : Stage.ES256_AUDIENCE;
        callers.submit(() -> client.idToken(grant, audience));
      }
    }
  }

  @Test
  void aLoginThatIsRefusedIsOneLine() {
    Map<String, String> config = new TreeMap<>(stage.start());
    config.put("quarkus.vault.authentication.client-token", "no-such-token-" + System.nanoTime());
    try (ServiceProcess service = ServiceProcess.on(stage, "outage-login", config)) {
      eventually(health::text, () -> !Health.reasons(health.ready()).isBlank());
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
    Map<String, String> config = new TreeMap<>(stage.start());
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
    Map<String, String> config = new TreeMap<>(stage.start());
    config.put("vouchsafe.rotation.mode", "on");
    config.put("vouchsafe.rotation.every", "1s");
    config.put("vouchsafe.rotation.jitter", "0s");
    config.put("vouchsafe.rotation.authentication.client-token", stage.bao().tokenWith("default"));
    try (ServiceProcess service = ServiceProcess.on(stage, "outage-rotation", config)) {
      eventually(service::output, () -> service.output().contains("outage began"));
      int rounds = stage.vault().seen(path -> path.contains("/keys/")).size();
      eventually(
          "more rounds",
          () -> stage.vault().seen(path -> path.contains("/keys/")).size() > rounds + 30);

      assertOneBeginning(service, "rotation: outage began: ");
    }
  }

  private static void assertOneBeginning(ServiceProcess service, String words) {
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
