package io.vouchsafe.caller;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.FirstReading;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.KeyRefresher;
import io.vouchsafe.issuer.KeyRefreshers;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The list of revocations comes with each reading of the keys, and holds nothing else up. */
class RefreshedRevocationsTest extends SharedRevocations {
  @Test
  void whatFollowsAReadingOfTheKeysDoesNotWaitForTheList() {
    List<String> steps = new CopyOnWriteArrayList<>();
    store.afterListing = () -> steps.add("listed");
    try (KeyRefreshers refreshers =
        new KeyRefreshers(
            List.of(
                new KeyRefresher(issuer(), Duration.ofHours(1), () -> steps.add("followed"))))) {
      refreshers.start();
      eventually(steps::toString, () -> steps.contains("listed"));
    }

    assertEquals(List.of("followed", "listed"), steps);
  }

  @Test
  void whoComesBeforeTheFirstReadingWaitsUntilItWasTriedAndOnlySoManyDo() throws Exception {
    Revocations starting = new Instance().revocations;
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

  private static void assertReturns(Revocations revocations) throws InterruptedException {
    Thread thread =
        Thread.ofVirtual().start(() -> revocations.awaitFirstReading(Duration.ofDays(1)));
    assertTrue(thread.join(Duration.ofMinutes(1)), "it still waits");
  }

  private Issuer issuer() {
    return new Issuer(
        "default",
        URI.create(OneIssuer.URL),
        "vouchsafe",
        issuer.keys,
        List.of(),
        null,
        new TreeSet<>(),
        null,
        null,
        here.grants,
        null);
  }
}
