package io.vouchsafe.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.DefaultPolicy;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.key.SilentKeyEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a list of tokens takes at a time, and what is never begun. */
class TokenIssuerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration AMPLE = Duration.ofMinutes(1);
  private static final Signer.Width WIDTH = new Signer.Width(8, 2);
  private static final String CALLER = "grant g-1";

  private final WaveSigner signer = new WaveSigner(WIDTH);
  private final Set<String> threads = ConcurrentHashMap.newKeySet();
  private final HeardAudit audit =
      new HeardAudit(token -> threads.add(Thread.currentThread().getName()));
  private final TokenIssuer issuer = issuer();

  private TokenIssuer issuer() {
    IssuerKeys keys =
        new IssuerKeys(
            role -> new KeyReading.Good(Keys.key(role, 1, 0, NOW, NOW), Optional.empty()),
            Map.of(KeyRole.RS256, DefaultPolicy.policy(), KeyRole.ES256, DefaultPolicy.policy()),
            () -> NOW,
            new SilentKeyEvents());
    keys.refresh();
    IssuancePolicy policy =
        new IssuancePolicy(
            SubjectTemplate.parse("job:{job}"),
            Map.of("es256", new AudienceProfile(SigningAlgorithm.ES256, Duration.ofHours(1))),
            Optional.empty(),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Set.of("refused"));
    return new TokenIssuer(
        policy,
        new Issuance(
            "https://id.example",
            keys,
            signer,
            ReleaseCheck.always(),
            audit,
            () -> NOW,
            TokenEvents.NONE));
  }

  private static EntitledRequest request(String audience) {
    Workload workload = Workload.of(Map.of("job", new AttributeValue.Text("1")));
    return new EntitledRequest(
        new Entitlement(workload, AudienceSet.of(Set.of("*")), Duration.ofHours(1), CALLER),
        new TokenRequest(Optional.of(audience), Optional.empty()));
  }

  private static List<EntitledRequest> list(String audience, int size) {
    return IntStream.range(0, size).mapToObj(i -> request(audience)).toList();
  }

  private static void allIssued(List<Outcome> outcomes) {
    outcomes.forEach(outcome -> assertInstanceOf(Outcome.Issued.class, outcome));
  }

  @Test
  void aListTakesNoMoreAtATimeThanItsLaneSignsAtOnceAndFillsItsCalls() {
    List<Outcome> outcomes = issuer.issue(list("rs256", 1000), Deadline.in(AMPLE));

    assertEquals(1000, outcomes.size());
    allIssued(outcomes);
    assertTrue(signer.mostAtOnce.get() <= WIDTH.tokens(), signer.mostAtOnce::toString);
    assertEquals(
        Collections.nCopies(1000 / WIDTH.batch(), WIDTH.batch()), List.copyOf(signer.calls));
    assertEquals(2000, audit.told().size());
  }

  @Test
  void theThreadsOfAListHaveNamesForTheLog() {
    allIssued(issuer.issue(list("rs256", 100), Deadline.in(AMPLE)));

    assertFalse(threads.isEmpty());
    threads.forEach(name -> assertTrue(name.matches("id-tokens-\\d+"), name));
  }

  @Test
  void lanesAreSideBySideAndTheOrderIsThatOfTheRequest() {
    List<EntitledRequest> mixed = new ArrayList<>(list("rs256", 100));
    mixed.addAll(list("es256", 100));
    mixed.add(100, request("refused"));
    CountDownLatch moreThanOneLaneMakes = new CountDownLatch(WIDTH.calls() + 1);
    signer.atEachCall = () -> arriveAndAwait(moreThanOneLaneMakes);

    List<Outcome> outcomes = new ArrayList<>(issuer.issue(mixed, Deadline.in(AMPLE)));

    assertEquals(201, outcomes.size());
    Outcome.Refused refused = assertInstanceOf(Outcome.Refused.class, outcomes.remove(100));
    assertEquals(Problem.Kind.FORBIDDEN, refused.problem().kind());
    allIssued(outcomes);
    assertTrue(signer.mostAtOnce.get() <= 2 * WIDTH.tokens(), signer.mostAtOnce::toString);
  }

  private static void arriveAndAwait(CountDownLatch latch) {
    latch.countDown();
    try {
      assertTrue(latch.await(1, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anEmptyListIsNothingToDo() {
    assertEquals(List.of(), issuer.issue(List.of(), Deadline.in(AMPLE)));
  }

  @Test
  void whatWasNotBegunWhenTheCallerHangsUpNeverIs() {
    Deadline deadline = Deadline.in(AMPLE);
    AtomicInteger calls = new AtomicInteger();
    signer.atEachCall =
        () -> {
          if (calls.incrementAndGet() == 3) {
            deadline.cancel();
          }
        };

    List<Outcome> outcomes = issuer.issue(list("rs256", 1000), deadline);

    long refused = outcomes.stream().filter(Outcome.Refused.class::isInstance).count();
    assertTrue(refused >= 1000 - 5 * WIDTH.batch(), () -> refused + " refused");
    assertSame(
        Problem.hungUp(), assertInstanceOf(Outcome.Refused.class, outcomes.getLast()).problem());
    assertEquals(2 * (1000 - refused), audit.told().size());
  }

  @Test
  void afterTheDeadlineNothingIsBegun() {
    Outcome outcome = issuer.issue(list("rs256", 1), Deadline.in(Duration.ZERO)).getFirst();

    Problem problem = assertInstanceOf(Outcome.Refused.class, outcome).problem();
    assertEquals("Vault did not answer in time", problem.getMessage());
    assertEquals(List.of(), audit.told());
  }

  @Test
  void aLaneThatIsFullSaysSoBeforeAnythingIsDecidedOrAudited() {
    assertFalse(issuer.full(Optional.of("rs256"), CALLER, AMPLE));
    signer.full.put(CALLER, true);
    assertTrue(issuer.full(Optional.of("rs256"), CALLER, AMPLE));

    Problem single =
        assertThrows(Problem.class, () -> issuer.issue(request("refused"), Deadline.in(AMPLE)));
    List<Outcome> list = issuer.issue(list("es256", 3), Deadline.in(AMPLE));

    assertEquals("too many requests are waiting for Vault", single.getMessage());
    assertEquals(Problem.Kind.UNAVAILABLE, single.kind());
    list.forEach(
        outcome ->
            assertEquals(
                single.getMessage(),
                assertInstanceOf(Outcome.Refused.class, outcome).problem().getMessage()));
    assertEquals(List.of(), audit.told());
    assertEquals(List.of(), List.copyOf(signer.calls));
  }
}
