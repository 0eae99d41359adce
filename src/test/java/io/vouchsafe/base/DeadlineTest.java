package io.vouchsafe.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private static final Duration AMPLE = Duration.ofMinutes(1);

  private final Deadline deadline = Deadline.in(AMPLE);
  private final List<String> ran = new ArrayList<>();

  @Test
  void passesByItself() {
    assertTrue(Deadline.in(Duration.ZERO).passed());
    assertFalse(Deadline.in(Duration.ZERO).cancelled());
    assertFalse(deadline.passed());
    assertTrue(deadline.remaining().compareTo(AMPLE) <= 0);
  }

  @Test
  void hasNothingLeftOnceItIsCancelled() {
    deadline.cancel();

    assertTrue(deadline.cancelled());
    assertTrue(deadline.passed());
    assertEquals(Duration.ZERO, deadline.remaining());
  }

  @Test
  void whatIsRegisteredRunsOnceOnTheThreadThatCancels() {
    deadline.onCancel(() -> ran.add(Thread.currentThread().getName()));
    deadline.cancel();
    deadline.cancel();

    assertEquals(List.of(Thread.currentThread().getName()), ran);
  }

  @Test
  void whatIsRegisteredTooLateRunsAtOnce() {
    deadline.cancel();
    deadline.onCancel(() -> ran.add("at once"));

    assertEquals(List.of("at once"), ran);
  }

  @Test
  void whatIsForgottenDoesNotRun() {
    deadline.onCancel(() -> ran.add("kept"));
    deadline.onCancel(() -> ran.add("forgotten")).close();
    deadline.cancel();

    assertEquals(List.of("kept"), ran);
  }

  @Test
  void theLaterOfTwoIsADeadlineOfItsOwn() {
    Deadline soon = Deadline.in(Duration.ZERO);
    Deadline later = soon.orLater(deadline);
    deadline.cancel();

    assertFalse(later.passed());
    assertFalse(deadline.orLater(soon).passed());
    assertTrue(soon.orLater(soon).passed());
  }

  @Test
  void eachActionRunsOnceWhileManyThreadsRegisterAndCancel() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      Deadline shared = Deadline.in(AMPLE);
      AtomicInteger runs = new AtomicInteger();
      CountDownLatch go = new CountDownLatch(1);
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 8; i++) {
          threads.submit(
              () -> {
                go.await();
                return shared.onCancel(runs::incrementAndGet);
              });
        }
        threads.submit(
            () -> {
              go.await();
              shared.cancel();
              return null;
            });
        go.countDown();
      }
      assertEquals(8, runs.get());
    }
  }
}
