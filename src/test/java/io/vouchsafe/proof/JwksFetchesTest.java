package io.vouchsafe.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** When keys are fetched: at most once in 10 s, whoever causes it. */
class JwksFetchesTest extends KeysOfAnIssuer {
  @Test
  void anUnknownKidIsLookedForOnceIn10Seconds() {
    assertTrue(finds("first"));
    document = SECOND;
    clock.pass(Duration.ofSeconds(10));
    assertTrue(finds("second"));
    assertEquals(2, fetches.get());
    for (int second = 0; second < 10; second++) {
      assertEquals(
          Optional.of(Duration.ofSeconds(10 - second)), unseen("nobody" + second).retryAfter());
      clock.pass(Duration.ofSeconds(1));
    }
    assertEquals(2, fetches.get());
    assertFalse(finds("nobody"), "it is not in a fetch that began later");
    assertEquals(3, fetches.get());
  }

  @Test
  void madeUpKidsHastenAFetchAndNeverUseItUp() {
    assertTrue(finds("first"));
    clock.pass(Duration.ofSeconds(10));
    assertFalse(finds("made-up"));
    document = SECOND;
    clock.pass(Duration.ofMillis(3001));
    assertEquals(Optional.of(Duration.ofSeconds(7)), unseen("second").retryAfter());
    clock.pass(Duration.ofSeconds(7));
    assertFalse(finds("made-up"), "the stranger comes first");
    assertTrue(finds("second"), "and the good broker has what that fetched");
    assertEquals(3, fetches.get());
    assertEquals(List.of(), events.refused, "nothing of this is an outage");
  }

  @Test
  void aKidThatAFetchLackedWhichBeganBeforeIsNotUnknown() throws InterruptedException {
    gate = new CountDownLatch(1);
    keys.refresh();
    eventually(() -> fetches.get() == 1);
    CompletableFuture<Problem> late =
        CompletableFuture.supplyAsync(
            () -> unseen("second"), task -> Thread.ofVirtual().start(task));
    Thread.sleep(50);
    assertFalse(late.isDone(), "it may be in the fetch under way");
    gate.countDown();
    assertEquals(Optional.of(Duration.ofSeconds(10)), late.join().retryAfter());
  }

  @Test
  void aClockThatIsPutBackDelaysNothing() {
    assertTrue(finds("first"));
    clock.pass(Duration.ofDays(-1));
    assertFalse(finds("nobody"));
    assertEquals(2, fetches.get());
  }

  @Test
  void aFirstFetchThatLacksTheKidIsNotRepeatedForIt() {
    assertFalse(finds("nobody"));
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
  void withoutAnyKeyItIsTriedAgainAfter10Seconds() {
    document = null;
    Problem problem = unavailable("first");
    assertEquals(Optional.of(Duration.ofSeconds(10)), problem.retryAfter());
    clock.pass(Duration.ofSeconds(9));
    assertEquals(Optional.of(Duration.ofSeconds(1)), unavailable("first").retryAfter());
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
    clock.pass(Duration.ofSeconds(10));
    assertEquals(Optional.of(Duration.ofSeconds(10)), unavailable("second").retryAfter());
    assertTrue(finds("first"));
    assertEquals(List.of("platform"), events.refused);
  }

  @Test
  void anIssuerThatComesBackIsFetchedWithin10Seconds() throws InterruptedException {
    assertTrue(finds("first"));
    clock.pass(Duration.ofMinutes(10));
    document = null;
    keys.refresh();
    eventually(() -> events.told.contains("platform: down"));
    document = SECOND;
    clock.pass(Duration.ofSeconds(9));
    assertTrue(finds("first"));
    unavailable("second");
    assertEquals(2, fetches.get());
    clock.pass(Duration.ofSeconds(1));
    assertTrue(finds("second"));
  }

  @Test
  void aRefreshThatFailedIsDueAgainAfter10Seconds() throws InterruptedException {
    assertTrue(finds("first"));
    clock.pass(Duration.ofMinutes(10));
    document = null;
    keys.refresh();
    unavailable("second");
    clock.pass(Duration.ofSeconds(9));
    keys.refresh();
    assertEquals(2, fetches.get());
    document = FIRST;
    clock.pass(Duration.ofSeconds(1));
    keys.refresh();
    eventually(() -> fetches.get() == 3);
  }
}
