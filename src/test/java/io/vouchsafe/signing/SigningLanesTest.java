package io.vouchsafe.signing;

import static io.vouchsafe.signing.SignedTogether.GOOD;
import static io.vouchsafe.testing.TransitBed.SIGNING;
import static io.vouchsafe.testing.VaultFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Signer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens that a real OpenBao signs in batches. */
class SigningLanesTest {
  @RegisterExtension static final TransitBed bed = TransitBed.ofSigner();

  private static TransitBed.Signing signing;
  private static SignedTogether together;

  @BeforeAll
  static void start() {
    signing = bed.signing();
    together = new SignedTogether(bed, signing);
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void tokensThatComeTogetherAreSignedTogether(SigningAlgorithm algorithm) {
    List<JsonNode> requests = together.requests();
    int batch = VaultFixture.SIGNING.lane(algorithm).batch();

    List<String> outcomes = together.sign(together.prepared(algorithm, batch * 2));

    assertEquals(Collections.nCopies(batch * 2, GOOD), outcomes);
    assertEquals(
        List.of(batch, batch),
        requests.stream().map(request -> request.path("batch_input").size()).toList());
  }

  @Test
  void oneWaveMayHoldTokensOfSeveralKeysAndNothingIsMixedUp() {
    List<PreparedToken> tokens = new ArrayList<>(together.prepared(SigningAlgorithm.ES256, 40));
    tokens.addAll(together.prepared(SigningAlgorithm.RS256, 10));
    Collections.shuffle(tokens);

    assertEquals(Collections.nCopies(50, GOOD), together.sign(tokens));
  }

  @Test
  void aPlaceThatIsGivenUpHoldsUpNobody() {
    List<Signer.Place> places = signing.signer().places(2);
    places.getFirst().close();

    assertEquals(GOOD, together.outcome(signing.prepare(SigningAlgorithm.ES256), places.getLast()));
  }

  @Test
  void everyCallHasReferencesOfItsOwn() {
    List<JsonNode> requests = together.requests();
    together.sign(together.prepared(SigningAlgorithm.ES256, 40));
    together.sign(together.prepared(SigningAlgorithm.ES256, 40));

    List<String> references =
        requests.stream()
            .flatMap(request -> request.path("batch_input").findValuesAsText("reference").stream())
            .toList();
    assertEquals(80, references.stream().distinct().count());
  }

  @Test
  void whileRs256IsSlowEs256IsSignedAllTheSame() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    bed.proxy()
        .breaks(
            path -> path.endsWith("/sign/vouchsafe-rs256"),
            (request, upstream) -> {
              end.await();
              return upstream.answer(request);
            });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> slow =
          together.prepared(SigningAlgorithm.RS256, 30).stream()
              .map(token -> threads.submit(() -> together.outcome(token, signing.signer()::sign)))
              .toList();
      eventually("the slow calls", () -> bed.proxy().seen(SIGNING).size() == 2);

      assertEquals(
          Collections.nCopies(40, GOOD),
          together.sign(together.prepared(SigningAlgorithm.ES256, 40)));
      end.countDown();
      threads.close();
      assertEquals(Collections.nCopies(30, GOOD), slow.stream().map(Future::resultNow).toList());
    }
  }

  @Test
  void aCallerWithAThousandTokensDoesNotHoldUpASingleOne() throws Exception {
    int many = 1000;
    int calls = (many + 1) / VaultFixture.SIGNING.ec().batch();
    Semaphore passing = new Semaphore(0);
    bed.proxy()
        .breaks(
            SIGNING,
            (request, upstream) -> {
              passing.acquire();
              return upstream.answer(request);
            });
    List<PreparedToken> tokens = together.prepared(SigningAlgorithm.ES256, many);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<String>> wave = threads.submit(() -> together.sign(tokens));
      eventually("the calls of the many", () -> bed.proxy().seen(SIGNING).size() == 2);
      PreparedToken another = signing.prepare(SigningAlgorithm.ES256);
      FutureTask<String> single =
          new FutureTask<>(() -> together.outcome(another, "another", signing.signer()::sign));
      Thread waiting = Thread.startVirtualThread(single);
      eventually("its wait", () -> waiting.getState() == Thread.State.TIMED_WAITING);

      passing.release(calls / 2 - 1);
      assertEquals(GOOD, single.get(), "within the first half of the calls");

      passing.release(many);
      threads.close();
      assertTrue(Collections.frequency(wave.resultNow(), GOOD) > many / 2, wave::toString);
    }
  }
}
