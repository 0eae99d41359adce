package io.vouchsafe.testing;

import static io.vouchsafe.testing.InnerJunit.failures;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Runs classes that break the rules in a JUnit of their own, without naming the extension. */
class ThreadWatchTest {
  private static final boolean IN_MAVEN = System.getProperty("basedir") != null;

  private static void fail() {
    throw new AssertionError("in a thread");
  }

  static class FailsInThreads {
    private static final Thread LATE = new Thread(ThreadWatchTest::fail, "late");

    @Test
    void platform() throws InterruptedException {
      Thread thread = new Thread(ThreadWatchTest::fail, "a thread");
      thread.start();
      thread.join();
    }

    @Test
    void virtual() throws InterruptedException {
      Thread.startVirtualThread(ThreadWatchTest::fail).join();
    }

    @Test
    void none() {}

    @AfterAll
    static void afterTheTests() throws InterruptedException {
      LATE.start();
      LATE.join();
    }
  }

  @Test
  void anAssertionThatFailsInAnyThreadFailsItsTestOrItsClass() {
    var handler = Thread.getDefaultUncaughtExceptionHandler();

    Map<String, Throwable> failures = failures(FailsInThreads.class);

    assertEquals(
        Set.of("platform()", "virtual()", "ThreadWatchTest$FailsInThreads"), failures.keySet());
    failures.forEach(
        (test, failure) -> assertEquals("in a thread", failure.getSuppressed()[0].getMessage()));
    assertTrue(failures.get("platform()").getMessage().contains("a thread"));
    assertSame(handler, Thread.getDefaultUncaughtExceptionHandler());
  }

  static class LeavesThreads {
    private static final CountDownLatch END = new CountDownLatch(1);
    private static final ExecutorService IDLE =
        Executors.newSingleThreadExecutor(work -> new Thread(work, "left-idle"));
    private static final ExecutorService BUSY = Executors.newVirtualThreadPerTaskExecutor();

    static void waitForTheEnd() {
      try {
        END.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Test
    void leaves() throws Exception {
      new Thread(LeavesThreads::waitForTheEnd, "left-platform").start();
      Thread.ofVirtual().name("left-virtual").start(LeavesThreads::waitForTheEnd);
      IDLE.submit(() -> {}).get();
      var unused = BUSY.submit(LeavesThreads::waitForTheEnd);
    }

    private static void end() {
      END.countDown();
      IDLE.shutdownNow();
      BUSY.close();
    }
  }

  @Test
  void aThreadThatOutlivesItsClassFailsItWithNameAndStack() {
    assumeTrue(LivingThread.seesVirtualThreads() || IN_MAVEN, "this JVM has java.lang closed");
    Map<String, Throwable> failures;
    try {
      failures = failures(LeavesThreads.class);
    } finally {
      LeavesThreads.end();
    }

    assertEquals(Set.of("ThreadWatchTest$LeavesThreads"), failures.keySet());
    String message = failures.get("ThreadWatchTest$LeavesThreads").getMessage();
    for (String left :
        new String[] {
          "platform thread 'left-platform'",
          "virtual thread 'left-virtual'",
          "platform thread 'left-idle'",
          "virtual thread ''",
          "ThreadWatchTest$LeavesThreads.waitForTheEnd(ThreadWatchTest.java:"
        }) {
      assertTrue(message.contains(left), message);
    }
    assertEquals(5, message.split(" thread '").length, message);
  }

  static class LeavesNothing {
    @Test
    void endsALittleLater() {
      Thread.startVirtualThread(
          () -> {
            try {
              Thread.sleep(100);
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
    }

    @Test
    void usesThePoolsOfTheJdk() {
      CompletableFuture.runAsync(() -> {}).join();
    }
  }

  @Test
  void aClassWhoseThreadsEndPasses() {
    assertEquals(Map.of(), failures(LeavesNothing.class));
  }
}
