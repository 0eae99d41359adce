package io.vouchsafe.key;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.FirstReading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstReadingTest extends KeysInMemory {
  private static Thread waiting(IssuerKeys keys) {
    Thread thread = Thread.ofVirtual().start(() -> keys.awaitFirstReading(Duration.ofDays(1)));
    eventually("a thread that waits", () -> thread.getState() == Thread.State.TIMED_WAITING);
    return thread;
  }

  private void endsWithout(Runnable wait) throws InterruptedException {
    Thread thread = Thread.ofVirtual().start(wait);
    assertTrue(thread.join(Duration.ofMinutes(1)), "it still waits");
  }

  @Test
  void whoComesBeforeTheFirstReadingWaitsForIt() throws InterruptedException {
    Thread waiting = waiting(keys);
    vault.put(KeyRole.RS256, unreachable(KeyRole.RS256));
    vault.put(KeyRole.ES256, unreachable(KeyRole.ES256));
    assertFalse(keys.refresh());
    eventually("a thread that waits on", () -> waiting.getState() == Thread.State.TIMED_WAITING);

    bothGood();

    assertTrue(waiting.join(Duration.ofMinutes(1)), "it still waits");
    endsWithout(() -> keys.awaitFirstReading(Duration.ofDays(1)));
  }

  @Test
  void nobodyWaitsForWhatOnlyPeopleMend() throws InterruptedException {
    Thread waiting = waiting(keys);
    for (KeyRole role : List.of(KeyRole.RS256, KeyRole.ES256)) {
      vault.put(
          role,
          new KeyReading.Failed(
              new KeyFault(role, "test", KeyFault.Cause.DENIED, "denied", "allow it")));
    }

    assertFalse(keys.refresh());

    assertTrue(waiting.join(Duration.ofMinutes(1)), "it still waits");
    endsWithout(() -> keys.awaitFirstReading(Duration.ofDays(1)));
    vault.put(KeyRole.RS256, unreachable(KeyRole.RS256));
    assertFalse(keys.refresh());
    waiting(keys).interrupt();
  }

  @Test
  void nobodyWaitsLongerThanTheyMay() throws InterruptedException {
    endsWithout(() -> keys.awaitFirstReading(Duration.ofMillis(1)));
    endsWithout(() -> keys.awaitFirstReading(Duration.ZERO));
    assertFalse(keys.publishable());
  }

  @Test
  void onlySoManyWait() throws InterruptedException {
    List<Thread> waiting = new ArrayList<>();
    for (int i = 0; i < FirstReading.MOST_WAITING; i++) {
      waiting.add(Thread.ofVirtual().start(() -> keys.awaitFirstReading(Duration.ofDays(1))));
    }
    eventually(
        "all of them to wait",
        () -> waiting.stream().allMatch(it -> it.getState() == Thread.State.TIMED_WAITING));

    endsWithout(() -> keys.awaitFirstReading(Duration.ofDays(1)));

    bothGood();
    for (Thread thread : waiting) {
      assertTrue(thread.join(Duration.ofMinutes(1)), "it still waits");
    }
  }
}
