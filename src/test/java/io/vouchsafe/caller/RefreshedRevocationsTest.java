package io.vouchsafe.caller;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.FirstReading;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.KeyRefresher;
import io.vouchsafe.issuer.KeyRefreshers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The list of revocations comes as often as the keys are read, and holds nothing else up. */
class RefreshedRevocationsTest extends SharedRevocations {
  @Test
  void aListThatDoesNotComeHoldsUpNeitherTheKeysNorWhatFollowsThem() {
    CountDownLatch listing = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger followed = new AtomicInteger();
    store.afterListing =
        () -> {
          listing.countDown();
          await(end);
        };
    try (KeyRefreshers refreshers =
        new KeyRefreshers(
            List.of(new KeyRefresher(issuer(), Duration.ofMillis(10), followed::incrementAndGet)),
            Optional.empty())) {
      refreshers.start();
      await(listing);
      int before = followed.get();
      eventually(followed::toString, () -> followed.get() >= before + 3);
    } finally {
      end.countDown();
    }
  }

  @Test
  void theListIsReadAgainAndAgain() {
    try (KeyRefreshers refreshers =
        new KeyRefreshers(
            List.of(new KeyRefresher(issuer(), Duration.ofMillis(10), () -> {})),
            Optional.empty())) {
      refreshers.start();
      eventually(() -> "listed again", () -> List.copyOf(store.calls).size() >= 3);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whoComesBeforeTheFirstReadingWaitsUntilItWasTriedAndOnlySoManyDo() throws Exception {
    RegionRevocations starting = new Instance().revocations.home();
    List<Thread> waiting = new ArrayList<>();
    for (int i = 0; i < FirstReading.MOST_WAITING; i++) {
      waiting.add(Thread.ofVirtual().start(() -> starting.awaitFirstReading(Duration.ofDays(1))));
    }
    eventually(
        "all of them to wait",
        () -> waiting.stream().allMatch(it -> it.getState() == Thread.State.TIMED_WAITING));
    assertReturns(starting);

    store.up = false;
    starting.refresh();
    for (Thread thread : waiting) {
      assertTrue(thread.join(Duration.ofMinutes(1)), "it still waits");
    }
    assertReturns(starting);
  }

  private static void assertReturns(RegionRevocations revocations) throws InterruptedException {
    Thread thread =
        Thread.ofVirtual().start(() -> revocations.awaitFirstReading(Duration.ofDays(1)));
    assertTrue(thread.join(Duration.ofMinutes(1)), "it still waits");
  }

  private Issuer issuer() {
    return new Issuer(
        "default",
        OneIssuer.URL,
        "vouchsafe",
        issuer.keys,
        List.of(),
        null,
        new TreeSet<>(),
        false,
        null,
        null,
        here.grants,
        null);
  }
}
