package io.vouchsafe.signing;

import static io.vouchsafe.testing.TransitBed.SIGNING;
import static io.vouchsafe.testing.VaultFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.Signer;
import io.vouchsafe.token.SigningHandle;
import io.vouchsafe.vault.VaultAccess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When Vault fails while it is asked to sign: what the caller gets, and by when. */
class SigningFailuresTest {
  private static final Duration AMPLE = Duration.ofSeconds(30);

  @RegisterExtension static final TransitBed bed = TransitBed.ofSignerAlone();

  private static TransitBed.Signing signing;

  @BeforeAll
  static void start() {
    signing = bed.signing();
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 429})
  void isUnavailableWhenVaultRefusesTheCaller(int status) {
    bed.proxy().breaks(SIGNING, Fault.answer(status, "{\"errors\":[\"deep secret\"]}"));

    Problem problem = refusal(SigningAlgorithm.ES256);

    assertEquals(Problem.Kind.UNAVAILABLE, problem.kind());
    assertEquals(Duration.ofSeconds(1), problem.retryAfter().orElseThrow());
    assertFalse(problem.getMessage().contains("deep secret"));
    assertFalse(
        signing.lanes().attempts().trouble().orElseThrow().reason().contains("deep secret"));
    assertEquals(1, bed.proxy().seen(SIGNING).size());
  }

  @Test
  void namesThePolicyLineThatIsMissing() {
    bed.proxy().breaks(SIGNING, Fault.answer(403, "{\"errors\":[\"permission denied\"]}"));
    refusal(SigningAlgorithm.ES256);

    String reason = signing.lanes().attempts().trouble().orElseThrow().reason();
    assertTrue(
        reason.endsWith(
            "path \"transit/sign/vouchsafe-es256\" { capabilities = [\"update\"] }: vault/setup"
                + " --key-prefix vouchsafe"),
        reason);

    bed.proxy().mend();
    signing.signer().sign(handle(prepare(SigningAlgorithm.ES256), AMPLE));
    assertTrue(signing.lanes().attempts().trouble().isEmpty());
  }

  @Test
  void passesOnWhenToComeAgain() {
    bed.proxy()
        .breaks(
            SIGNING,
            (request, upstream) ->
                new BreakingProxy.Response(429, Map.of("Retry-After", "17"), new byte[0], 0));

    assertEquals(
        Duration.ofSeconds(17), refusal(SigningAlgorithm.ES256).retryAfter().orElseThrow());
  }

  @Test
  void saysThatVaultIsSealed() {
    bed.bao().seal();
    try {
      assertEquals("Vault is sealed", refusal(SigningAlgorithm.ES256).getMessage());
    } finally {
      bed.bao().unseal();
    }
  }

  @Test
  void isUnavailableWhenTheConnectionBreaks() {
    bed.proxy().breaks(SIGNING, Fault.reset());
    assertEquals(Problem.Kind.UNAVAILABLE, refusal(SigningAlgorithm.ES256).kind());

    bed.proxy().breaks(SIGNING, Fault.truncate());
    assertEquals(Problem.Kind.UNAVAILABLE, refusal(SigningAlgorithm.ES256).kind());

    bed.proxy().down();
    assertEquals("Vault cannot be reached", refusal(SigningAlgorithm.ES256).getMessage());
  }

  @Test
  void doesNotWaitBeyondTheDeadlineAndFreesItsPlace() {
    try (VaultAccess narrow = bed.narrow(1, 4)) {
      JwtSigner signer = bed.signing(narrow).signer();
      CountDownLatch over = new CountDownLatch(1);
      bed.proxy()
          .breaks(
              SIGNING,
              (request, upstream) -> {
                over.await();
                return upstream.answer(request);
              });
      SigningHandle late = handle(prepare(SigningAlgorithm.ES256), Duration.ofMillis(300));

      Problem problem =
          assertTimeoutPreemptively(
              Duration.ofMinutes(1), () -> assertThrows(Problem.class, () -> signer.sign(late)));
      assertEquals("Vault did not answer in time", problem.getMessage());

      bed.proxy().mend();
      over.countDown();
      signer.sign(handle(prepare(SigningAlgorithm.ES256), AMPLE));
    }
  }

  @Test
  void waitingForAConnectionCountsToo() throws Exception {
    try (VaultAccess narrow = bed.narrow(1, 4);
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      JwtSigner signer = bed.signing(narrow).signer();
      bed.proxy().breaks(SIGNING, Fault.delay(Duration.ofSeconds(3)));
      Future<String> first =
          callers.submit(() -> signer.sign(handle(prepare(SigningAlgorithm.ES256), AMPLE)));
      eventually("the first call", () -> !bed.proxy().seen(SIGNING).isEmpty());

      SigningHandle waiting = handle(prepare(SigningAlgorithm.ES256), Duration.ofMillis(100));
      Problem problem = assertThrows(Problem.class, () -> signer.sign(waiting));

      assertEquals("Vault did not answer in time", problem.getMessage());
      first.get();
      assertEquals(1, bed.proxy().seen(SIGNING).size());
    }
  }

  @Test
  void aCallerWhoHangsUpIsNotVaultsFailureAndCutsNoCall() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    bed.proxy()
        .breaks(
            SIGNING,
            (request, upstream) -> {
              over.await();
              return upstream.answer(request);
            });
    List<Signer.Place> places = signing.signer().places(2);
    Deadline leaving = Deadline.in(AMPLE);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> gone = callers.submit(() -> places.getFirst().sign(handle(leaving)));
      Future<String> patient =
          callers.submit(() -> places.getLast().sign(handle(Deadline.in(AMPLE))));
      eventually("the call", () -> !bed.proxy().seen(SIGNING).isEmpty());

      leaving.cancel();

      ExecutionException thrown = assertThrows(ExecutionException.class, gone::get);
      assertSame(Problem.hungUp(), thrown.getCause());
      assertFalse(patient.isDone());
      over.countDown();
      assertFalse(patient.get().isEmpty());
    }
    assertTrue(signing.lanes().attempts().trouble().isEmpty());
    assertEquals(1, bed.proxy().seen(SIGNING).size());
  }

  private static SigningHandle handle(Deadline deadline) {
    return VaultFixture.handle(signing.keys(), prepare(SigningAlgorithm.ES256), "test", deadline);
  }

  private static Problem refusal(SigningAlgorithm algorithm) {
    SigningHandle handle = handle(prepare(algorithm), AMPLE);
    return assertThrows(Problem.class, () -> signing.signer().sign(handle));
  }

  private static PreparedToken prepare(SigningAlgorithm algorithm) {
    return signing.prepare(algorithm);
  }

  private static SigningHandle handle(PreparedToken token, Duration deadline) {
    return signing.handle(token, deadline);
  }
}
