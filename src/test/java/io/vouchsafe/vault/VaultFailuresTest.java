package io.vouchsafe.vault;

import static io.vouchsafe.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.BreakingProxy.Request;
import io.vouchsafe.testing.BreakingProxy.Response;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Vault in every bad state: no token that does not verify, an honest refusal, the published
 * documents unchanged, and recovery by itself.
 */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class VaultFailuresTest {
  private static final Predicate<String> EVERYTHING = path -> true;
  private static final Predicate<String> SIGNING = path -> path.contains("/transit/sign/");
  private static final Predicate<String> READING = path -> path.contains("/transit/keys/");
  private static final List<String> AUDIENCES = List.of("rs256.example", Stage.ES256_AUDIENCE);
  private static final List<String> DOCUMENTS =
      List.of(
          "/.well-known/jwks.json",
          "/.well-known/openid-configuration",
          "/.well-known/oauth-authorization-server");

  Stage stage;
  private Client client;
  private Health health;
  private String grant;
  private Map<String, String> documents;

  /** What the world sees of the keys: each document with its ETag and how long it may be kept. */
  private static Map<String, String> documents(Client client) {
    Map<String, String> documents = new LinkedHashMap<>();
    for (String path : DOCUMENTS) {
      Answer answer = client.get(path);
      assertEquals(200, answer.status(), path);
      documents.put(
          path,
          String.join(
              "\n", answer.header("ETag"), answer.header("Cache-Control"), answer.http().body()));
    }
    return documents;
  }

  @BeforeEach
  void fairWeather() {
    client = Client.of(stage);
    health = new Health(stage);
    eventually(health::text, () -> Health.up(health.ready()));
    grant = client.grant(Client.workload("d-42"));
    documents = documents(client);
  }

  @AfterEach
  void mendAndWait() {
    mend();
    recovers();
  }

  private void mend() {
    stage.vault().mend();
  }

  private void recovers() {
    for (String audience : AUDIENCES) {
      eventually("a token for " + audience, () -> client.idToken(grant, audience).status() == 200);
      Tokens.verified(client, client.token(grant, audience));
    }
    eventually("a grant", () -> vouched().status() == 201);
    eventually(health::text, health::good);
    eventually(
        () -> "readings without a fault: " + health.text(),
        () -> Health.reasons(health.ready()).isEmpty());
    assertEquals(documents, documents(client));
  }

  private void refusesTokensAndServesTheRest(int status, String detail) {
    for (String audience : AUDIENCES) {
      refused(status, detail, client.idToken(grant, audience));
    }
    refused(status, detail, vouched());
    refused(
        503,
        detail,
        client.post("/id-tokens", grant, Map.of("tokens", Map.of("one", Map.of("audience", "a")))),
        status);
    servesTheRest();
    assertFalse(Health.up(health.signing()), health::text);
    assertFalse(Health.reasons(health.signing()).isBlank(), health::text);
  }

  private Answer vouched() {
    return client.post(
        "/grants",
        client.proof(),
        Map.of("workload", Client.workload("d-1"), "audiences", List.of("a")));
  }

  private void servesTheRest() {
    assertEquals(documents, documents(client));
    assertTrue(Health.up(health.live()), health::text);
    assertTrue(Health.up(health.ready()), health::text);
  }

  private static void refused(int status, String detail, Answer answer, int... alsoGood) {
    List<Integer> good = new ArrayList<>(List.of(status));
    for (int other : alsoGood) {
      good.add(other);
    }
    String text = answer.status() + " " + answer.http().body();
    assertTrue(good.contains(answer.status()), text);
    assertEquals("application/problem+json", answer.header("Content-Type"), text);
    assertEquals("no-store", answer.header("Cache-Control"), text);
    assertEquals(answer.status(), answer.body().path("status").asInt(), text);
    assertTrue(answer.text("detail").contains(detail), text);
    assertEquals(answer.text("detail"), answer.text("message"), text);
    if (answer.status() == 503) {
      assertTrue(Integer.parseInt(answer.header("Retry-After")) >= 1, text);
    }
  }

  private static Fault half() {
    return Fault.rewrite(body -> body.substring(0, body.length() / 2));
  }

  private static Fault redirect() {
    return (request, upstream) -> {
      var answer = Fault.answer(307, "").apply(request, upstream);
      var headers = new TreeMap<>(answer.headers());
      headers.put("location", "http://elsewhere.example" + request.target());
      return new Response(answer.status(), headers, answer.body(), answer.sent());
    };
  }

  /** Faults in which Vault, or what is in its place, does not answer the question. */
  private static Stream<Arguments> outages() {
    return Stream.of(
        arguments("slow beyond the deadline", Fault.delay(Duration.ofSeconds(3)), "in time"),
        arguments("reset", Fault.reset(), "cannot be reached"),
        arguments("half an answer, then the end", Fault.truncate(), "cannot be reached"),
        arguments("denying", Fault.answer(403, "{\"errors\":[\"permission denied\"]}"), "refused"),
        arguments("throttling", Fault.answer(429, "{\"errors\":[\"quota\"]}"), "rate"),
        arguments("not found", Fault.answer(404, "{\"errors\":[]}"), "refused"),
        arguments("refusing the request", Fault.answer(400, "{\"errors\":[\"no\"]}"), "refused"),
        arguments("failing", Fault.answer(500, "{\"errors\":[\"internal error\"]}"), "refused"),
        arguments("failing in HTML", Fault.answer(502, "<html>Bad Gateway</html>"), "refused"),
        arguments(
            "sealed, it says", Fault.answer(503, "{\"errors\":[\"Vault is sealed\"]}"), "sealed"),
        arguments("pointing elsewhere", redirect(), "refused"));
  }

  @ParameterizedTest(name = "Vault {0} when it should sign")
  @MethodSource("outages")
  void whileVaultDoesNotSignNothingIsIssued(String name, Fault fault, String detail) {
    stage.vault().breaks(SIGNING, fault);

    refusesTokensAndServesTheRest(503, detail);

    mend();
    recovers();
  }

  @ParameterizedTest(name = "Vault {0}")
  @MethodSource("outages")
  void anOutageTakesNothingOffTheAir(String name, Fault fault, String detail) {
    stage.vault().breaks(EVERYTHING, fault);
    eventually(health::text, () -> !Health.reasons(health.ready()).isBlank());

    refusesTokensAndServesTheRest(503, detail);

    mend();
    recovers();
  }

  @Test
  void vaultIsDown() {
    stage.vault().down();
    eventually(health::text, () -> !Health.reasons(health.ready()).isBlank());

    refusesTokensAndServesTheRest(503, "cannot be reached");

    mend();
    recovers();
  }

  @Test
  void vaultIsSealed() {
    stage.bao().seal();
    try {
      eventually(health::text, () -> Health.reasons(health.ready()).contains("sealed"));

      refusesTokensAndServesTheRest(503, "sealed");
    } finally {
      stage.bao().unseal();
    }
    recovers();
  }

  @Test
  void theVaultPolicyIsTakenAway() {
    var root = stage.bao().root();
    String policy = root.read("sys/policies/acl/vouchsafe-signer").path("policy").asText();
    root.write(
        "sys/policies/acl/vouchsafe-signer",
        Map.of("policy", "path \"none\" { capabilities = [\"deny\"] }"));
    try {
      eventually(health::text, () -> Health.reasons(health.ready()).contains("policy"));

      refusesTokensAndServesTheRest(503, "refused");
    } finally {
      root.write("sys/policies/acl/vouchsafe-signer", Map.of("policy", policy));
    }
    recovers();
  }

  @Test
  void theSigningGroupTellsOfAnOutageAndRecoversWhetherSomebodyAsksForATokenOrNot()
      throws InterruptedException {
    stage.vault().breaksAll(Fault.answer(500, "{}"));
    client.idToken(grant, "a");
    eventually(health::text, () -> !Health.reasons(health.ready()).isBlank());
    Thread.sleep(Duration.ofSeconds(4));
    assertFalse(Health.up(health.signing()), health::text);

    mend();

    eventually(health::text, () -> Health.up(health.signing()));
  }

  @Test
  void whenToComeAgainIsVaultsWordWhereItHasOne() {
    stage
        .vault()
        .breaks(
            SIGNING,
            (request, upstream) -> {
              var answer = Fault.answer(429, "{}").apply(request, upstream);
              var headers = new TreeMap<>(answer.headers());
              headers.put("retry-after", "7");
              return new Response(429, headers, answer.body(), answer.sent());
            });

    assertEquals("7", client.idToken(grant, "a").header("Retry-After"));
  }

  /** Faults in which something answers, and the answer is no signature of ours. */
  private static Stream<Arguments> wrongAnswers() {
    return Stream.of(
        arguments("another version", Fault.rewrite(VaultFailuresTest::laterVersion)),
        arguments(
            "another version in the signature alone",
            Fault.rewrite(body -> body.replaceAll("vault:v\\d+:", "vault:v99:"))),
        arguments(
            "another version beside the signature alone",
            Fault.rewrite(body -> body.replaceAll("(\"key_version\":)\\d+", "$199"))),
        arguments(
            "no version",
            Fault.rewrite(body -> body.replaceAll("\"key_version\":\\d+", "\"other\":1"))),
        arguments("a changed signature", Fault.rewrite(VaultFailuresTest::changedSignature)),
        arguments("a signature of nothing", Fault.rewrite(body -> signature(body, "AAAA"))),
        arguments("an empty signature", Fault.rewrite(body -> signature(body, ""))),
        arguments("the signature of another token", anotherDigest()),
        arguments("half a JSON", half()),
        arguments("a JSON without a signature", Fault.answer(200, "{\"data\":{}}")),
        arguments("a JSON of another kind", Fault.answer(200, "[1]")),
        arguments("null", Fault.answer(200, "null")),
        arguments("garbage", Fault.answer(200, "\u0000\u0001 x")),
        arguments("HTML", Fault.answer(200, "<html><body>Log in to the Wi-Fi</body></html>")),
        arguments("nothing", Fault.answer(200, "")),
        arguments("nothing, and says so", Fault.answer(204, "")));
  }

  private static String laterVersion(String body) {
    return body.replaceAll("vault:v\\d+:", "vault:v99:")
        .replaceAll("(\"key_version\":)\\d+", "$199");
  }

  private static String signature(String body, String signature) {
    return body.replaceAll("(vault:v\\d+:)[^\"]*", "$1" + signature);
  }

  /** One bit in the middle of it is another one. */
  private static String changedSignature(String body) {
    int at = body.indexOf("vault:v") + 60;
    char other = body.charAt(at) == 'A' ? 'B' : 'A';
    return body.substring(0, at) + other + body.substring(at + 1);
  }

  private static Fault anotherDigest() {
    return (request, upstream) -> {
      String body = new String(request.body(), UTF_8);
      String other =
          body.replaceAll("(\"input\":\")[^\"]*", "$1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
      assertNotEquals(body, other);
      return upstream.answer(
          new Request(
              request.method(),
              request.path(),
              request.target(),
              request.headers(),
              other.getBytes(UTF_8)));
    };
  }

  @ParameterizedTest(name = "Vault answers {0}")
  @MethodSource("wrongAnswers")
  void aWrongAnswerIsThrownAway(String name, Fault fault) {
    stage.vault().breaks(SIGNING, fault);

    refusesTokensAndServesTheRest(502, "");

    mend();
    recovers();
  }

  @Test
  void aSignatureOfAnotherKeyIsThrownAway() {
    stage.bao().root().write("transit/keys/stranger-rs256", Map.of("type", "rsa-2048"));
    stage.bao().root().write("transit/keys/stranger-es256", Map.of("type", "ecdsa-p256"));
    stage.bao().root().write("transit/keys/stranger-grant", Map.of("type", "ecdsa-p256"));
    stage
        .vault()
        .breaks(
            SIGNING,
            (request, upstream) -> {
              Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
              headers.putAll(request.headers());
              headers.put("X-Vault-Token", stage.bao().rootToken());
              var answer =
                  upstream.answer(
                      new Request(
                          request.method(),
                          request.path().replace("/vouchsafe-", "/stranger-"),
                          request.target().replace("/vouchsafe-", "/stranger-"),
                          headers,
                          request.body()));
              assertEquals(200, answer.status());
              return answer;
            });

    refusesTokensAndServesTheRest(502, "signature");
    assertTrue(
        Health.reasons(health.signing()).contains("vouchsafe-rs256"),
        Health.reasons(health.signing()));
  }

  /** Readings of a key that nobody may believe. */
  private static Stream<Arguments> wrongReadings() {
    return Stream.of(
        arguments(
            "no version",
            Fault.rewrite(body -> body.replaceAll("\"keys\":\\{.*?\\}\\}", "\"keys\":{}"))),
        arguments(
            "a version that it does not show",
            Fault.rewrite(body -> body.replaceAll("(\"latest_version\":)(\\d+)", "$1" + "9"))),
        arguments(
            "a lower newest version",
            Fault.rewrite(body -> body.replaceAll("(\"latest_version\":)(\\d+)", "$10"))),
        arguments(
            "a gap",
            Fault.rewrite(body -> body.replaceFirst("\"keys\":\\{\"\\d+\"", "\"keys\":{\"7\""))),
        arguments(
            "a minimum above its newest version",
            Fault.rewrite(body -> body.replaceAll("(\"min_encryption_version\":)\\d+", "$199"))),
        arguments(
            "another type",
            Fault.rewrite(body -> body.replaceAll("(\"type\":\")[^\"]*", "$1ed25519"))),
        arguments(
            "a public key that is none",
            Fault.rewrite(
                body ->
                    body.replaceAll(
                        "BEGIN PUBLIC KEY-----[^-]*", "BEGIN PUBLIC KEY-----\\\\nAAAA\\\\n"))),
        arguments(
            "no time of creation",
            Fault.rewrite(
                body -> body.replaceAll("\"creation_time\":\"[^\"]*\"", "\"creation_time\":\"\""))),
        arguments("half a JSON", half()),
        arguments("a JSON of another kind", Fault.answer(200, "{\"data\":{}}")),
        arguments("null", Fault.answer(200, "null")),
        arguments("HTML", Fault.answer(200, "<html>")),
        arguments("nothing", Fault.answer(200, "")),
        arguments("that there is no key", Fault.answer(404, "{\"errors\":[]}")),
        arguments("that it fails", Fault.answer(500, "{\"errors\":[]}")),
        arguments("nothing in time", Fault.delay(Duration.ofSeconds(3))));
  }

  @ParameterizedTest(name = "a key read says {0}")
  @MethodSource("wrongReadings")
  void aWrongReadingChangesNothing(String name, Fault fault) {
    stage.vault().breaks(READING, fault);
    eventually(
        health::text,
        () ->
            Stream.of("vouchsafe-rs256", "vouchsafe-es256", "vouchsafe-grant")
                .allMatch(key -> Health.reasons(health.ready()).contains(key)));

    servesTheRest();
    for (String audience : AUDIENCES) {
      Tokens.verified(client, client.token(grant, audience));
    }

    mend();
    recovers();
  }

  @Test
  void aStrangersPublicKeyLetsNothingOut() {
    stage.bao().root().write("transit/keys/stranger-rs256", Map.of("type", "rsa-2048"));
    String strangers =
        stage.bao().key("stranger-rs256").at("/keys/1/public_key").asText().replace("\n", "\\\\n");
    stage
        .vault()
        .breaks(
            path -> path.endsWith("/transit/keys/vouchsafe-rs256"),
            Fault.rewrite(
                body -> body.replaceFirst("(\"public_key\":\")[^\"]*", "$1" + strangers)));
    eventually(
        "a refusal",
        () -> {
          Answer answer = client.idToken(grant, "rs256.example");
          if (answer.status() == 200) {
            Tokens.verifiedBy(jwks(documents), answer.text("value"));
          }
          return answer.status() == 502;
        });

    assertFalse(client.get("/.well-known/jwks.json").body().path("keys").isEmpty());
    assertTrue(Health.up(health.ready()), health::text);
    assertFalse(Health.up(health.signing()), health::text);
  }

  private static String jwks(Map<String, String> documents) {
    return documents.get("/.well-known/jwks.json").lines().skip(2).findFirst().orElseThrow();
  }

  @Test
  void someOfManyTokensFailAndSaySo() {
    stage.vault().breaks(path -> path.endsWith("/sign/vouchsafe-es256"), Fault.answer(500, "{}"));

    Answer answer =
        client.post(
            "/id-tokens",
            grant,
            Map.of(
                "tokens",
                Map.of(
                    "good", Map.of("audience", "a"),
                    "bad", Map.of("audience", Stage.ES256_AUDIENCE))));

    assertEquals(200, answer.status(), answer.http().body());
    JsonNode tokens = answer.body().path("tokens");
    Tokens.verified(client, tokens.at("/good/value").asText());
    assertEquals(503, tokens.at("/bad/status").asInt());
  }

  @Test
  void inChangingWeatherUnderLoadEveryTokenThatComesOutVerifies() throws Exception {
    long seed = Long.getLong("vouchsafe.weather.seed", System.nanoTime());
    System.out.println("weather seed: -Dvouchsafe.weather.seed=" + seed);
    Random random = new Random(seed);
    List<Arguments> faults =
        Stream.of(outages(), wrongAnswers()).flatMap(UnaryOperator.identity()).toList();
    List<Arguments> readings = wrongReadings().toList();
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
