package io.vouchsafe.signing;

import static io.vouchsafe.testing.BatchFaults.results;
import static io.vouchsafe.testing.VaultFixture.SETTINGS;
import static io.vouchsafe.testing.VaultFixture.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.Vertx;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.testing.BatchFaults;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.Signer;
import io.vouchsafe.transit.TransitKeys;
import io.vouchsafe.vault.VaultAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens signed in batches by a real OpenBao, and answers in which one of them is wrong. */
class SigningLanesTest {
  private static final Predicate<String> SIGNING = Pattern.compile("/sign/").asPredicate();
  private static final Duration AMPLE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What became of a token: it verifies, or why there is none. */
  private static final String GOOD = "good";

  private static Vertx vertx;
  private static OpenBao bao;
  private static BreakingProxy proxy;
  private static VaultAccess vault;
  private static IssuerKeys keys;
  private static JoseSigner signer;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    bao = OpenBao.start();
    proxy = BreakingProxy.before(bao.address());
    vault =
        VaultFixture.open(
            vertx, proxy.address(), VaultFixture.token(bao.tokenWith("vouchsafe-signer")));
    keys = VaultFixture.keys(new TransitKeys(vault, SETTINGS, "vouchsafe", VaultFixture.CLOCK));
    assertTrue(keys.refresh(), () -> keys.faults().toString());
    signer =
        new JoseSigner(new SigningLanes(vault, SETTINGS, VaultFixture.SIGNING, VaultFixture.CLOCK));
  }

  @AfterEach
  void mend() {
    proxy.mend();
    proxy.forget();
  }

  @AfterAll
  static void stop() {
    vault.close();
    proxy.close();
    bao.close();
    vertx.close();
  }

  private static PreparedToken prepare(SigningAlgorithm algorithm) {
    return VaultFixture.issuance(keys, signer).prepare(Digests.shape(algorithm));
  }

  private static List<PreparedToken> prepared(SigningAlgorithm algorithm, int size) {
    List<PreparedToken> tokens = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      tokens.add(prepare(algorithm));
    }
    return tokens;
  }

  private static String outcome(PreparedToken token, Signer.Place place) {
    try (place) {
      SignedJWT jwt = SignedJWT.parse(place.sign(VaultFixture.handle(keys, token, AMPLE)));
      assertEquals(token.id(), jwt.getJWTClaimsSet().getJWTID());
      return jwt.verify(VaultFixture.verifier(token)) ? GOOD : "does not verify";
    } catch (Problem problem) {
      return problem.kind().toString();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> signTogether(List<PreparedToken> tokens) {
    List<Signer.Place> places = signer.places(tokens.size());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> outcomes = new ArrayList<>();
      for (int i = 0; i < tokens.size(); i++) {
        PreparedToken token = tokens.get(i);
        Signer.Place place = places.get(i);
        outcomes.add(threads.submit(() -> outcome(token, place)));
      }
      threads.close();
      return outcomes.stream().map(Future::resultNow).toList();
    }
  }

  private static List<JsonNode> requests() {
    List<JsonNode> bodies = new CopyOnWriteArrayList<>();
    proxy.breaks(
        SIGNING,
        (request, upstream) -> {
          bodies.add(JSON.readTree(request.body()));
          return upstream.answer(request);
        });
    return bodies;
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void tokensThatComeTogetherAreSignedTogether(SigningAlgorithm algorithm) {
    List<JsonNode> requests = requests();
    int batch = VaultFixture.SIGNING.lane(algorithm).batch();

    List<String> outcomes = signTogether(prepared(algorithm, batch * 2));

    assertEquals(Collections.nCopies(batch * 2, GOOD), outcomes);
    assertEquals(
        List.of(batch, batch),
        requests.stream().map(request -> request.path("batch_input").size()).toList());
  }

  @Test
  void oneWaveMayHoldTokensOfSeveralKeysAndNothingIsMixedUp() {
    List<PreparedToken> tokens = new ArrayList<>(prepared(SigningAlgorithm.ES256, 40));
    tokens.addAll(prepared(SigningAlgorithm.RS256, 10));
    Collections.shuffle(tokens);

    assertEquals(Collections.nCopies(50, GOOD), signTogether(tokens));
  }

  @Test
  void aPlaceThatIsGivenUpHoldsUpNobody() {
    List<Signer.Place> places = signer.places(2);
    places.getFirst().close();

    assertEquals(GOOD, outcome(prepare(SigningAlgorithm.ES256), places.getLast()));
  }

  @Test
  void everyCallHasReferencesOfItsOwn() {
    List<JsonNode> requests = requests();
    signTogether(prepared(SigningAlgorithm.ES256, 40));
    signTogether(prepared(SigningAlgorithm.ES256, 40));

    List<String> references =
        requests.stream()
            .flatMap(request -> request.path("batch_input").findValuesAsText("reference").stream())
            .toList();
    assertEquals(80, references.stream().distinct().count());
  }

  @Test
  void whileRs256IsSlowEs256IsSignedAllTheSame() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    proxy.breaks(
        path -> path.endsWith("/sign/vouchsafe-rs256"),
        (request, upstream) -> {
          end.await();
          return upstream.answer(request);
        });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> slow =
          prepared(SigningAlgorithm.RS256, 30).stream()
              .map(token -> threads.submit(() -> outcome(token, signer::sign)))
              .toList();
      eventually("the slow calls", () -> proxy.seen(SIGNING).size() == 2);

      assertEquals(
          Collections.nCopies(40, GOOD), signTogether(prepared(SigningAlgorithm.ES256, 40)));
      end.countDown();
      threads.close();
      assertEquals(Collections.nCopies(30, GOOD), slow.stream().map(Future::resultNow).toList());
    }
  }

  @Test
  void aCallerWithAThousandTokensDoesNotHoldUpASingleOne() throws InterruptedException {
    int many = 1000;
    CountDownLatch go = new CountDownLatch(1);
    proxy.breaks(
        SIGNING,
        (request, upstream) -> {
          go.await();
          return upstream.answer(request);
        });
    List<PreparedToken> tokens = prepared(SigningAlgorithm.ES256, many);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<String>> wave = threads.submit(() -> signTogether(tokens));
      eventually("the calls of the many", () -> proxy.seen(SIGNING).size() == 2);
      Future<Integer> callsBefore =
          threads.submit(
              () -> {
                assertEquals(GOOD, outcome(prepare(SigningAlgorithm.ES256), signer::sign));
                return proxy.seen(SIGNING).size();
              });
      Thread.sleep(Duration.ofMillis(200));
      go.countDown();
      threads.close();

      int calls = (many + 1) / VaultFixture.SIGNING.ec().batch();
      assertTrue(callsBefore.resultNow() < calls / 2, () -> callsBefore + " calls before it");
      assertTrue(Collections.frequency(wave.resultNow(), GOOD) > many / 2, wave::toString);
    }
  }

  @Test
  void aVersionThatVaultNoLongerSignsWithIsToldOfEachToken() {
    PreparedToken old = prepare(SigningAlgorithm.ES256);
    bao.rotate("vouchsafe-es256");
    var root = bao.root();
    int latest = bao.key("vouchsafe-es256").path("latest_version").intValue();
    root.write("transit/keys/vouchsafe-es256/config", Map.of("min_encryption_version", latest));
    try {
      assertEquals(
          List.of("VERSION_REFUSED", "VERSION_REFUSED", "VERSION_REFUSED"),
          signTogether(List.of(old, old, old)));
    } finally {
      root.write("transit/keys/vouchsafe-es256/config", Map.of("min_encryption_version", 0));
    }
  }

  private static ObjectNode item(ArrayNode results, int index) {
    return (ObjectNode) results.get(index);
  }

  @Test
  void anErrorIsThatOfItsTokenAlone() {
    proxy.breaks(
        SIGNING,
        results(
            results -> {
              ObjectNode refused = item(results, 1);
              refused.remove("signature");
              refused.put("key_version", 0);
              refused.put("error", "deep secret");
            }));

    List<String> outcomes = signTogether(prepared(SigningAlgorithm.ES256, 4));

    assertEquals(3, Collections.frequency(outcomes, GOOD));
    assertEquals(1, Collections.frequency(outcomes, "VERSION_REFUSED"));
  }

  @Test
  void theOrderOfTheAnswersDoesNotMatter() {
    proxy.breaks(SIGNING, BatchFaults.turned());

    assertEquals(Collections.nCopies(20, GOOD), signTogether(prepared(SigningAlgorithm.ES256, 20)));
  }

  private static Stream<Arguments> wrongItems() {
    return Stream.of(
        wrong("another version", results -> item(results, 1).put("key_version", 7)),
        wrong(
            "another version in its signature",
            results ->
                item(results, 1)
                    .put(
                        "signature",
                        results.at("/1/signature").asText().replace("vault:v", "vault:v7"))),
        wrong("no version", results -> item(results, 1).remove("key_version")),
        wrong("no signature", results -> item(results, 1).remove("signature")),
        wrong("half a signature", results -> item(results, 1).put("signature", "vault:v1:MEUC")),
        wrong("no reference", results -> item(results, 1).remove("reference")),
        wrong("a strange reference", results -> item(results, 1).put("reference", "0-0")),
        wrong(
            "the reference of another",
            results -> item(results, 1).put("reference", results.at("/0/reference").asText())),
        wrong(
            "an error under the reference of another",
            results ->
                item(results, 1)
                    .put("reference", results.at("/0/reference").asText())
                    .put("error", "no")),
        wrong("an answer too few", results -> results.remove(1)),
        wrong("an answer too many", results -> results.add(results.get(1).deepCopy())),
        wrong("nothing in its place", results -> results.setNull(1)));
  }

  private static Arguments wrong(String name, Consumer<ArrayNode> change) {
    return Arguments.of(name, results(change));
  }

  @ParameterizedTest(name = "one item has {0}")
  @MethodSource("wrongItems")
  void oneWrongItemDistrustsTheWholeAnswer(String name, Fault fault) {
    proxy.breaks(SIGNING, fault);

    assertEquals(
        Collections.nCopies(4, "WRONG_ANSWER"), signTogether(prepared(SigningAlgorithm.ES256, 4)));
  }

  @Test
  void theAnswerToAnotherCallIsNotTaken() {
    AtomicReference<String> earlier = new AtomicReference<>();
    proxy.breaks(
        SIGNING,
        (request, upstream) -> {
          var answer = upstream.answer(request);
          String before = earlier.getAndSet(new String(answer.body(), UTF_8));
          return before == null ? answer : answer.withBody(before);
        });

    assertEquals(Collections.nCopies(4, GOOD), signTogether(prepared(SigningAlgorithm.ES256, 4)));
    assertEquals(
        Collections.nCopies(4, "WRONG_ANSWER"), signTogether(prepared(SigningAlgorithm.ES256, 4)));
  }
}
