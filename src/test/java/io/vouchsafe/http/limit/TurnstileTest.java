package io.vouchsafe.http.limit;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TurnstileTest {
  private final Turnstile turnstile = new Turnstile(1);
  private final List<String> through = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static Deadline late() {
    return Deadline.in(Duration.ofMinutes(1));
  }

  private Future<Boolean> comes(String group) {
    int before = turnstile.waiting();
    Future<Boolean> result =
        threads.submit(
            () -> {
              boolean entered = turnstile.enter(group, late());
              through.add(group);
              return entered;
            });
    eventually(group, () -> turnstile.waiting() == before + 1);
    return result;
  }

  @Test
  void groupsTakeTurns() throws Exception {
    assertTrue(turnstile.enter("first", late()));
    List<Future<Boolean>> all = new ArrayList<>();
    for (String group : List.of("many", "many", "many", "few", "other")) {
      all.add(comes(group));
    }
    for (int i = 0; i < 5; i++) {
      int passed = i;
      turnstile.leave();
      eventually("the next one", () -> through.size() == passed + 1);
    }
    assertEquals(List.of("many", "few", "other", "many", "many"), through);
    for (Future<Boolean> one : all) {
      assertTrue(one.get());
    }
  }

  @Test
  void whoWaitsTooLongGivesUpHisTurn() {
    assertTrue(turnstile.enter("first", late()));
    assertFalse(turnstile.enter("second", Deadline.in(Duration.ofMillis(1))));
    assertEquals(0, turnstile.waiting());

    turnstile.leave();
    assertTrue(turnstile.enter("third", late()));
  }

  @Test
  void whoLeavesGivesUpHisTurn() throws Exception {
    assertTrue(turnstile.enter("first", late()));
    Deadline deadline = late();
    Future<Boolean> second = threads.submit(() -> turnstile.enter("second", deadline));
    eventually("the second", () -> turnstile.waiting() == 1);
    deadline.cancel();

    assertFalse(second.get());
    assertEquals(0, turnstile.waiting());
    turnstile.leave();
    assertTrue(turnstile.enter("third", late()));
  }

  @Test
  void noMoreThanSoManyAreThroughAtATime() throws Exception {
    Turnstile three = new Turnstile(3);
    java.util.concurrent.atomic.AtomicInteger at = new java.util.concurrent.atomic.AtomicInteger();
    java.util.concurrent.atomic.AtomicInteger most =
        new java.util.concurrent.atomic.AtomicInteger();
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      String group = "group-" + i % 7;
      all.add(
          threads.submit(
              () -> {
                assertTrue(three.enter(group, late()));
                most.accumulateAndGet(at.incrementAndGet(), Math::max);
                Thread.yield();
                at.decrementAndGet();
                three.leave();
              }));
    }
    for (Future<?> one : all) {
      one.get();
    }
    assertTrue(most.get() <= 3, () -> most + " at a time");
    assertEquals(0, three.waiting());
  }
}
