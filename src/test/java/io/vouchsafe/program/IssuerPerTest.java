package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;

/**
 * A running service with an issuer for each test, since nothing that is done to their keys can be
 * undone.
 */
final class IssuerPerTest {
  private final Stage stage = Stage.shared();
  private final Health health = new Health(stage);
  private OpenBao bao;
  private ServiceProcess service;

  /** Starts the service, as process {@code name}, with issuers of these key prefixes. */
  void start(String name, String... prefixes) {
    Map<String, String> config = new TreeMap<>(stage.start());
    bao = stage.bao();
    config.put("vouchsafe.transit.request-timeout", "10s");
    config.put("quarkus.log.level", "DEBUG");
    config.put("vouchsafe.keys.clock-error", "10m");
    config.put("quarkus.vault.authentication.client-token", bao.tokenWith(policies(prefixes)));
    for (String prefix : prefixes) {
      bao.setup("--key-prefix", prefix);
      issuer(config, prefix);
    }
    service = ServiceProcess.on(stage, name, config);
    eventually(health::text, health::good);
  }

  private static String[] policies(String... prefixes) {
    List<String> policies = new ArrayList<>(List.of("vouchsafe-signer", "second-signer"));
    for (String prefix : prefixes) {
      policies.add(prefix + "-signer");
    }
    return policies.toArray(String[]::new);
  }

  private void issuer(Map<String, String> config, String prefix) {
    String from = "vouchsafe.issuers.default.";
    Map<String, String> copy = new TreeMap<>();
    config.forEach(
        (name, value) -> {
          if (name.startsWith(from)) {
            copy.put("vouchsafe.issuers." + prefix + "." + name.substring(from.length()), value);
          }
        });
    copy.put("vouchsafe.issuers." + prefix + ".issuer", stage.url() + "/" + prefix);
    copy.put("vouchsafe.issuers." + prefix + ".key-prefix", prefix);
    config.putAll(copy);
  }

  void stop() {
    service.close();
    stage.stop();
  }

  Stage stage() {
    return stage;
  }

  Health health() {
    return health;
  }

  OpenBao bao() {
    return bao;
  }

  /** What the service has printed so far. */
  String output() {
    return service.output();
  }

  /** Calls the issuer with this key prefix. */
  Client issuerOf(String prefix) {
    return new Client(stage, stage.url() + "/" + prefix);
  }

  static JsonNode jwks(Client client) {
    Answer answer = client.get("/.well-known/jwks.json");
    assertEquals(200, answer.status());
    return answer.body().path("keys");
  }

  static boolean publishes(Client client, String kid) {
    return StreamSupport.stream(jwks(client).spliterator(), false)
        .anyMatch(key -> key.path("kid").asText().equals(kid));
  }

  static String kid(Client client, String token) {
    return Tokens.verified(client, token).getHeader().getKeyID();
  }

  /** What callers got meanwhile, by status; every token was verified. */
  static Map<Integer, Integer> whileTokensAreAsked(Client client, String grant, Runnable work)
      throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    Map<Integer, Integer> statuses = new TreeMap<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> caller =
          callers.submit(
              () -> {
                while (!ended.get()) {
                  String before = client.get("/.well-known/jwks.json").http().body();
                  Answer answer = client.idToken(grant, "a");
                  statuses.merge(answer.status(), 1, Integer::sum);
                  if (answer.status() == 200) {
                    verifiesBeforeOrAfter(client, before, answer.text("value"));
                  } else {
                    assertTrue(
                        answer.status() == 502 || answer.status() == 503, "" + answer.status());
                  }
                }
              });
      try {
        work.run();
      } finally {
        ended.set(true);
      }
      caller.get();
    }
    assertTrue(statuses.containsKey(200), statuses::toString);
    return statuses;
  }

  private static void verifiesBeforeOrAfter(Client client, String before, String token) {
    try {
      Tokens.verifiedBy(before, token);
    } catch (AssertionError keysChangedMeanwhile) {
      Tokens.verified(client, token);
    }
  }
}
