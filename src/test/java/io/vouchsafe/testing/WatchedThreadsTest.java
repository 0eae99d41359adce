package io.vouchsafe.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchedThreadsTest {
  @Test
  void whatAnyThreadThrowsFailsTheTest() {
    WatchedThreads threads = new WatchedThreads();
    threads.execute(
        () -> {
          throw new AssertionError("one");
        });
    threads.execute(() -> {});

    AssertionError failed = assertThrows(AssertionError.class, threads::close);
    assertEquals("one", failed.getCause().getMessage());
  }

  @Test
  void closingWaitsForThreadsThatThreadsStarted() {
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger ended = new AtomicInteger();
    try (WatchedThreads threads = new WatchedThreads()) {
      threads.execute(
          () -> {
            threads.execute(
                () -> {
                  await(go);
                  ended.incrementAndGet();
                });
            go.countDown();
            ended.incrementAndGet();
          });
    }
    assertEquals(2, ended.get());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
