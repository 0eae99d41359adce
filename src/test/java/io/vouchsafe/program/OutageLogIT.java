package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.StrangerKeys;
import io.vouchsafe.testing.Tokens;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

  private static final Stage stage = new Stage();
  private static Client client;
  private static Health health;
  private static ServiceProcess service;

  @BeforeAll
  static void start() {
    Map<String, String> config = new TreeMap<>(stage.start());
    config.put("vouchsafe.transit.request-timeout", "10s");
    service = ServiceProcess.on(stage, "outage", config);
    client = Client.of(stage);
    health = new Health(stage);
  }

  @AfterAll
  static void stop() {
    if (service != null) {
      service.close();
    }
    stage.stop();
  }

  /** A machine that is slow at the start may make an outage of it, and needs ten seconds after. */
  @BeforeEach
  void await() {
    eventually(health::text, health::good);
    eventually("the end of the outage before", () -> !outageIsOn());
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
                "does not verify", OutageLogIT::signWithOtherKeys, on -> on.vault().mend())));
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

  private static void signWithOtherKeys(Stage stage) {
    stage
        .vault()
        .breaks(path -> path.contains("/sign/vouchsafe-"), StrangerKeys.signingIn(stage.bao()));
  }

  @ParameterizedTest(name = "Vault is {0}")
  @MethodSource("failures")
  void anOutageOfVaultIsALineAtItsBeginningAndOneAtItsEnd(String name, Failure failure) {
    String grant = client.grant(Client.workload("d-1"));
    Tokens.verified(client, client.token(grant, "a"));
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

  @Test
  void anOutageThatNobodyMeetsButTheProbesIsOneToo() {
    int quiet = service.output().length();

    signWithOtherKeys(stage);
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

  private static boolean outageIsOn() {
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
}
