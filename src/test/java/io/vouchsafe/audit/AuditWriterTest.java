package io.vouchsafe.audit;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditWriterTest {
  private final FaultyTarget target = new FaultyTarget();
  private final CountedAudit events = new CountedAudit();
  private final AuditWriter writer = AuditWriters.of(target, events);

  @AfterEach
  void close() {
    if (target.slow != null) {
      target.slow.countDown();
    }
    writer.close();
  }

  private void start() {
    writer.start();
    eventually("the begin of the chain", () -> !target.writes.isEmpty());
  }

  private static AuditRecord asked(String id) {
    return AuditSamples.asked(id);
  }

  @Test
  void aRecordIsWrittenWhenTheWaitEndsAndTheChainBeginsWithTheStart() {
    start();

    assertTrue(writer.write(asked("j-1")));

    List<String> lines = target.lines();
    assertEquals(2, lines.size());
    assertTrue(lines.getFirst().contains("\"event\":\"started\""), lines::toString);
    assertTrue(lines.get(1).contains("\"jti\":\"j-1\""), lines::toString);
    Chains.assertWhole(lines);
  }

  @Test
  void whatComesDuringAWriteIsTheNextOneWhole() throws Exception {
    start();
    target.slow = new CountDownLatch(1);
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      writer.offer(asked("first"));
      eventually("the slow write", () -> writer.waiting() == 0);
      List<Future<Boolean>> results =
          IntStream.range(0, 50)
              .mapToObj(i -> callers.submit(() -> writer.write(asked("j-" + i))))
              .toList();
      eventually("all that wait", () -> writer.queued() == 50);
      target.slow.countDown();
      for (Future<Boolean> result : results) {
        assertTrue(result.get());
      }
    }

    assertEquals(3, target.writes.size(), "the start, the first, and fifty at once");
    Chains.assertWhole(target.lines());
  }

  @Test
  void aTargetThatIsFullTakesNothingAndIsTriedUntilItWorks() {
    start();
    writer.write(asked("before"));
    target.fault = "No space left on device";

    assertFalse(writer.write(asked("during")));

    assertEquals("No space left on device", writer.fault().orElseThrow().reason());
    assertEquals("a target", writer.target());
    assertEquals(1, events.lost());
    target.fault = null;
    eventually("it works again by itself", () -> writer.fault().isEmpty());
    assertTrue(writer.write(asked("after")));
    assertFalse(target.lines().stream().anyMatch(line -> line.contains("during")));
    Chains.assertWhole(target.lines());
    assertEquals(2, target.lines().stream().filter(line -> line.contains("started")).count());
  }

  @Test
  void anErrorIsToldLikeAnyOtherFaultAndEndsNothing() {
    start();
    target.error = new OutOfMemoryError("Java heap space");

    assertFalse(writer.write(asked("during")));

    assertEquals("Java heap space", writer.fault().orElseThrow().reason());
    assertEquals(1, events.lost());
    target.error = null;
    eventually("it works again by itself", () -> writer.fault().isEmpty());
    assertTrue(writer.write(asked("after")));
    assertFalse(target.lines().stream().anyMatch(line -> line.contains("during")));
    Chains.assertWhole(target.lines());
  }

  @Test
  void anErrorAtTheBeginningIsToldAndTheChainBeginsAfterIt() {
    target.error = new NoClassDefFoundError("io/vouchsafe/Gone");
    writer.start();
    eventually("the fault is told", () -> writer.fault().isPresent());
    target.error = null;

    eventually("the begin of the chain", () -> !target.writes.isEmpty());
    assertTrue(writer.write(asked("after")));
  }

  @Test
  void whoeverWaitsForASlowTargetIsToldNoAndHasNoRecordLater() {
    start();
    target.slow = new CountDownLatch(1);
    writer.offer(asked("first"));
    eventually("the slow write", () -> writer.waiting() == 0);

    assertFalse(writer.write(asked("late")));

    eventually("the fault is told", () -> writer.fault().isPresent());
    assertEquals("a write does not end", writer.fault().orElseThrow().reason());
    target.slow.countDown();
    assertTrue(writer.write(asked("next")));
    assertFalse(target.lines().stream().anyMatch(line -> line.contains("late")));
    assertTrue(writer.fault().isEmpty());
  }

  @Test
  void noMoreWaitsThanThereIsRoomFor() {
    start();
    target.slow = new CountDownLatch(1);
    writer.offer(asked("first"));
    eventually("the slow write", () -> writer.waiting() == 0);
    int size = new RecordJson("i-1").of(asked("j-1")).length();
    for (long i = 0; i <= AuditWriter.MOST_WAITING / size; i++) {
      writer.offer(asked("j-1"));
    }

    assertTrue(events.lost() > 0);
    assertTrue(writer.waiting() <= AuditWriter.MOST_WAITING);
    assertFalse(writer.write(asked("one more")));
  }

  @Test
  void aTargetThatWasMovedAwayGetsTheRestAsAChainThatGoesOn() throws InterruptedException {
    start();
    writer.write(asked("before"));
    target.moved = true;

    eventually(
        "a new chain",
        () -> {
          writer.write(asked("after"));
          return target.lines().stream().filter(line -> line.contains("started")).count() == 2;
        });

    Chains.assertWhole(target.lines());
  }

  @Test
  void theEndWritesWhatWaits() {
    start();
    for (int i = 0; i < 1000; i++) {
      writer.offer(asked("j-" + i));
    }
    writer.close();

    assertEquals(1001, target.lines().size());
    assertFalse(writer.write(asked("after the end")));
    Chains.assertWhole(target.lines());
  }
}
