package io.vouchsafe.soak;

import static io.vouchsafe.testing.BatchFaults.results;
import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.testing.BatchFaults;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tokens in batches while what stands between the service and Vault answers wrong items, halves,
 * late, with errors or not at all: whatever comes out verifies, and is what its caller asked for.
 *
 * <p>{@code -Dvouchsafe.faults.tokens=N} for another number of tokens than 20,000, {@code
 * -Dvouchsafe.faults.seed=S} for the faults of an earlier run, {@code
 * -Dvouchsafe.faults.verify=sampled} for the release check by sample; then the proxy does not mix
 * up signatures of good form, which a sample is too small for.
 */
class FaultRunIT {
  private static final long TOKENS = Long.getLong("vouchsafe.faults.tokens", 20_000);
  private static final long SEED =
      Long.getLong("vouchsafe.faults.seed", new Random().nextLong(1_000_000));
  private static final String VERIFY = System.getProperty("vouchsafe.faults.verify", "always");
  private static final int CALLERS = 24;
  private static final int AUDIENCES = 40;
  private static final int RS256_ONE_IN = 20;

  /** Of how many answers one is broken. */
  private static final int ONE_IN = 8;

  private final Stage stage = new Stage();
  private final AtomicLong issued = new AtomicLong();
  private final AtomicLong faults = new AtomicLong();
  private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
  private final Set<String> ids = ConcurrentHashMap.newKeySet();
  private Client client;
  private String jwks;

  @AfterEach
  void stop() {
    stage.stop();
  }

  @Test
  void whateverComesOutVerifiesAndIsWhatItsCallerAskedFor() throws Exception {
    Map<String, String> config = new HashMap<>(stage.start());
    config.put("vouchsafe.signing.verify", VERIFY);
    config.put("vouchsafe.keys.refresh", "30s");
    config.put("quarkus.log.category.\"io.vouchsafe\".level", "ERROR");
    for (int i = 0; i < AUDIENCES; i++) {
      config.put(
          "vouchsafe.issuers.default.audiences.\"%s\".algorithm".formatted(audience(i)),
          i % RS256_ONE_IN == 0 ? "RS256" : "ES256");
    }
    System.out.printf("fault run: %d tokens, seed %d, verify %s%n", TOKENS, SEED, VERIFY);
    try (ServiceProcess service = ServiceProcess.on(stage, "faults", config);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Health health = new Health(stage);
      eventually(health::text, health::good);
      client = Client.of(stage);
      jwks = client.get("/.well-known/jwks.json").http().body();
      List<String> grants = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        grants.add(client.grant(Client.workload("d-" + caller)));
      }
      stage.vault().breaks(path -> path.contains("/sign/"), someOf(new Random(SEED)));
      List<Future<?>> underWay = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        String deployment = "d-" + caller;
        String grant = grants.get(caller);
        Random random = new Random(SEED + caller);
        underWay.add(callers.submit(() -> ask(deployment, grant, random)));
      }
      for (Future<?> caller : underWay) {
        caller.get();
      }
      stage.vault().mend();
      check("d-0", audience(1), client.token(grants.getFirst(), audience(1)));
      assertTrue(service.running());
    }
    System.out.printf(
        "%d tokens issued and good, %d answers of Vault broken, others: %s%n",
        issued.get(), faults.get(), new TreeMap<>(outcomes));
    assertAll(
        () -> assertTrue(issued.get() >= TOKENS),
        () -> assertEquals(issued.get(), ids.size(), "a jti twice"),
        () -> assertTrue(faults.get() > 0),
        () -> assertTrue(outcomes.containsKey("502"), outcomes::toString),
        () -> assertTrue(outcomes.containsKey("503"), outcomes::toString));
  }

  private static String audience(int index) {
    return "rp-" + index + ".example";
  }

  private void ask(String deployment, String grant, Random random) {
    while (issued.get() < TOKENS) {
      if (random.nextInt(4) == 0) {
        one(deployment, grant, audience(random.nextInt(AUDIENCES)));
      } else {
        several(deployment, grant, random);
      }
      if (issued.get() % 100 == 0) {
        stage.vault().forget();
      }
    }
  }

  private void one(String deployment, String grant, String audience) {
    Answer answer = client.idToken(grant, audience);
    if (answer.status() == 200) {
      check(deployment, audience, answer.text("value"));
    } else {
      refused(answer.status());
    }
  }

  private void several(String deployment, String grant, Random random) {
    Map<String, Map<String, Object>> entries = new HashMap<>();
    for (int i = random.nextInt(1, 80); i > 0; i--) {
      entries.put("entry-" + i, Map.of("audience", audience(random.nextInt(AUDIENCES))));
    }
    Answer answer = client.post("/id-tokens", grant, Map.of("tokens", entries));
    if (answer.status() != 200) {
      refused(answer.status());
      return;
    }
    JsonNode tokens = answer.body().path("tokens");
    assertEquals(entries.size(), tokens.size(), "an answer for each entry");
    entries.forEach(
        (name, entry) -> {
          JsonNode outcome = tokens.path(name);
          if (outcome.has("value")) {
            check(deployment, entry.get("audience").toString(), outcome.path("value").asText());
          } else {
            refused(outcome.path("status").asInt());
          }
        });
  }

  private void refused(int status) {
    assertTrue(status == 502 || status == 503, () -> "status " + status);
    outcomes.computeIfAbsent(Integer.toString(status), it -> new LongAdder()).increment();
  }

  private void check(String deployment, String audience, String token) {
    SignedJWT jwt = Tokens.verifiedBy(jwks, token);
    try {
      assertEquals(List.of(audience), jwt.getJWTClaimsSet().getAudience());
      assertEquals("deployment:shop/checkout/" + deployment, jwt.getJWTClaimsSet().getSubject());
      assertTrue(ids.add(jwt.getJWTClaimsSet().getJWTID()), "a jti that was there before");
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
    issued.incrementAndGet();
  }

  /** Most answers are as they should be. */
  private Fault someOf(Random random) {
    List<Fault> broken =
        new ArrayList<>(
            List.of(
                Fault.reset(),
                Fault.truncate(),
                Fault.delay(Duration.ofMillis(300)),
                Fault.delay(Duration.ofMillis(1500)),
                Fault.answer(500, "{\"errors\":[\"internal error\"]}"),
                Fault.answer(502, "<html>Bad Gateway</html>"),
                Fault.answer(503, "{\"errors\":[]}"),
                Fault.answer(429, "{\"errors\":[]}"),
                Fault.rewrite(body -> body.substring(0, body.length() / 2)),
                results(results -> anItem(results, random).put("key_version", 99)),
                results(results -> anItem(results, random).remove("reference")),
                results(results -> anItem(results, random).remove("signature")),
                results(
                    results -> anItem(results, random).put("error", "refused").remove("signature")),
                results(
                    results ->
                        anItem(results, random)
                            .set("reference", anItem(results, random).get("reference"))),
                results(results -> results.remove(random.nextInt(results.size()))),
                results(results -> results.add(anItem(results, random).deepCopy())),
                BatchFaults.turned()));
    if (VERIFY.equals("always")) {
      broken.add(results(results -> mixUp(results, random)));
    }
    return (request, upstream) -> {
      Fault fault;
      synchronized (random) {
        fault = random.nextInt(ONE_IN) == 0 ? broken.get(random.nextInt(broken.size())) : null;
      }
      if (fault == null) {
        return upstream.answer(request);
      }
      faults.incrementAndGet();
      return fault.apply(request, upstream);
    };
  }

  private static ObjectNode anItem(ArrayNode results, Random random) {
    return (ObjectNode) results.get(random.nextInt(results.size()));
  }

  /** The signatures of two tokens change places. */
  private static void mixUp(ArrayNode results, Random random) {
    ObjectNode one = anItem(results, random);
    ObjectNode other = anItem(results, random);
    JsonNode signature = one.get("signature");
    one.set("signature", other.get("signature"));
    other.set("signature", signature);
  }
}
