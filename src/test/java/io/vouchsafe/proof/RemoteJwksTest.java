package io.vouchsafe.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.testing.Events;
import io.vouchsafe.testing.Expect;
import io.vouchsafe.testing.Jwts;
import io.vouchsafe.token.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RemoteJwksTest {
  private static final String FIRST = jwks("first");
  private static final String SECOND = jwks("second");

  private final AdjustableClock clock = new AdjustableClock();
  private final Events events = new Events();
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile String document = FIRST;
  private volatile Duration freshFor = Duration.ofMinutes(10);
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private final RemoteJwks keys =
      new RemoteJwks(
          new TrustedIssuer(
              "platform",
              new Identity.Issuer("https://platform.example"),
              "vouchsafe",
              new KeySource.OfFile(Path.of("unused")),
              Optional.empty(),
              Optional.empty()),
          this::fetch,
          clock,
          events);

  private static String jwks(String kid) {
    return Jwts.jwks(Jwts.ecJwk(Jwts.P256, kid).build().toJSONString());
  }

  private JwksSource.Fetched fetch() throws JwksFault {
    fetches.incrementAndGet();
    try {
      if (!gate.await(20, TimeUnit.SECONDS)) {
        throw new JwksFault("the test did not open the gate");
      }
    } catch (InterruptedException e) {
      throw new JwksFault("interrupted");
    }
    if (document == null) {
      throw new JwksFault("down");
    }
    return new JwksSource.Fetched(
        document.getBytes(java.nio.charset.StandardCharsets.UTF_8), freshFor);
  }

  private boolean finds(String kid) {
    return !keys.find(kid).isEmpty();
  }

  private Problem unavailable(String kid) {
    return Expect.problem(
        Problem.Kind.UNAVAILABLE, "trusted issuer platform", () -> keys.find(kid));
  }

  private static void eventually(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(2);
    }
  }

  @Test
  void nothingIsFetchedBeforeItIsNeededAndThenOnlyOnce() {
    assertEquals(0, fetches.get());
    assertTrue(finds("first"));
    assertTrue(finds("first"));
    assertEquals(1, fetches.get());
    assertEquals(List.of("platform: 1 keys"), events.told);
  }

  @Test
  void anUnknownKidIsLookedForAtOnceAndThenOnceIn60Seconds() {
    assertTrue(finds("first"));
    document = SECOND;
    assertTrue(finds("second"), "looked for at once");
    assertEquals(2, fetches.get());
    for (int second = 0; second < 60; second++) {
      assertFalse(finds("nobody" + second));
      clock.pass(Duration.ofSeconds(1));
    }
    assertEquals(2, fetches.get());
    assertFalse(finds("nobody"));
    assertEquals(3, fetches.get());
  }

  @Test
  void aFirstFetchThatLacksTheKidIsNotRepeatedForIt() {
    assertFalse(finds("nobody"));
    assertEquals(1, fetches.get());
  }

  @Test
  void aDueRefreshIsNotWaitedFor() throws InterruptedException {
    assertTrue(finds("first"));
    clock.pass(Duration.ofMinutes(10));
    document = SECOND;
    gate = new CountDownLatch(1);
    assertTrue(finds("first"), "the key at hand does");
    assertTrue(finds("first"), "and one fetch is enough");
    eventually(() -> fetches.get() == 2);
    gate.countDown();
    assertTrue(finds("second"), "who needs what is being fetched waits for it");
    assertEquals(2, fetches.get());
    assertFalse(finds("first"), "the refresh replaced it");
  }

  @Test
  void theSourceSaysHowLongASetIsFreshWithinAMinuteAndAnHour() throws InterruptedException {
    freshFor = Duration.ZERO;
    assertTrue(finds("first"));
    clock.pass(Duration.ofSeconds(59));
    keys.refresh();
    assertEquals(1, fetches.get());
    freshFor = Duration.ofDays(30);
    clock.pass(Duration.ofSeconds(1));
    keys.refresh();
    eventually(() -> fetches.get() == 2);
    settle();
    clock.pass(Duration.ofMinutes(60).minusSeconds(1));
    keys.refresh();
    assertEquals(2, fetches.get());
    clock.pass(Duration.ofSeconds(1));
    keys.refresh();
    eventually(() -> fetches.get() == 3);
  }

  private void settle() {
    assertFalse(finds("nobody"), "waits for the fetch under way");
    fetches.set(2);
  }

  @Test
  void refreshFetchesBeforeAnybodyAsks() throws InterruptedException {
    keys.refresh();
    eventually(() -> !events.told.isEmpty());
    assertTrue(finds("first"));
    assertEquals(1, fetches.get());
  }

  @Test
  void requestsThatNeedAFetchShareOne() throws InterruptedException {
    gate = new CountDownLatch(1);
    List<CompletableFuture<Boolean>> requests =
        java.util.stream.IntStream.range(0, 20)
            .mapToObj(
                _ ->
                    CompletableFuture.supplyAsync(
                        () -> finds("first"), task -> Thread.ofVirtual().start(task)))
            .toList();
    eventually(() -> fetches.get() == 1);
    Thread.sleep(50);
    gate.countDown();
    assertTrue(requests.stream().allMatch(CompletableFuture::join));
    assertEquals(1, fetches.get());
  }

  @Test
  void keysAreKeptOnErrorFor24HoursAtMost() throws InterruptedException {
    assertTrue(finds("first"));
    document = null;
    clock.pass(Duration.ofHours(24));
    assertTrue(finds("first"));
    eventually(() -> events.told.contains("platform: down"));
    clock.pass(Duration.ofSeconds(1));
    unavailable("first");
    document = FIRST;
    clock.pass(Duration.ofSeconds(60));
    assertTrue(finds("first"), "recovers by itself");
    assertEquals(List.of("platform: 1 keys", "platform: down", "platform: 1 keys"), events.told);
  }

  @Test
  void withoutAnyKeyItIsTriedAgainAfter5Seconds() {
    document = null;
    Problem problem = unavailable("first");
    assertEquals(Optional.of(Duration.ofSeconds(5)), problem.retryAfter());
    clock.pass(Duration.ofSeconds(4));
    unavailable("first");
    assertEquals(1, fetches.get());
    clock.pass(Duration.ofSeconds(1));
    document = FIRST;
    assertTrue(finds("first"));
    assertEquals(2, fetches.get());
  }

  @Test
  void whetherAKidIsUnknownCannotBeToldWhileTheIssuerIsDown() {
    assertTrue(finds("first"));
    document = null;
    assertEquals(Optional.of(Duration.ofSeconds(60)), unavailable("second").retryAfter());
    assertTrue(finds("first"));
  }

  @Test
  void anEmptySetIsAnErrorAndIgnored() {
    assertTrue(finds("first"));
    for (String useless :
        List.of(
            "{\"keys\":[]}",
            "{}",
            "[]",
            "",
            "{\"keys\":{}}",
            "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"first\",\"k\":\"AAAA\"}]}",
            "{\"keys\":[],\"keys\":[]}")) {
      document = useless;
      unavailable("second");
      assertTrue(finds("first"));
      clock.pass(Duration.ofSeconds(60));
    }
    assertEquals(8, fetches.get());
    assertEquals(2, events.told.size(), "the same fault is told once");
  }
}
