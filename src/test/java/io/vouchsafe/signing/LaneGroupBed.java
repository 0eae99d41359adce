package io.vouchsafe.signing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.signing.LaneGroup.Version;
import io.vouchsafe.testing.WatchedThreads;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;

/** A group of lanes whose calls end when the test lets them. */
abstract class LaneGroupBed {
  static final Duration AMPLE = Duration.ofMinutes(1);
  static final Version ONE = new Version("a-es256", 1);
  static final Version OTHER = new Version("b-es256", 1);

  /** A call that waits until the test lets it end. */
  record Call(List<PendingDigest> batch, CountDownLatch over) {
    void end() {
      over.countDown();
    }
  }

  final LinkedBlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final Queue<Call> made = new ConcurrentLinkedQueue<>();
  final WatchedThreads threads = new WatchedThreads();
  private volatile boolean over;

  /** Lets all calls end that were made or are still to come. */
  @AfterEach
  void leaveNoThread() {
    over = true;
    made.forEach(Call::end);
    threads.close();
  }

  final LaneGroup group(int batch, int lanes, int maxWaiting, int mostCalls) {
    return new LaneGroup(
        new SigningSettings.Lane(batch, lanes), maxWaiting, mostCalls, AMPLE, this::sign, threads);
  }

  private Runnable sign(List<PendingDigest> batch) {
    Call call = new Call(batch, new CountDownLatch(1));
    made.add(call);
    calls.add(call);
    if (over) {
      call.end();
    }
    try {
      assertTrue(call.over().await(1, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return () -> batch.forEach(pending -> pending.signed(pending.digest()));
  }

  final Call next() {
    try {
      Call call = calls.poll(1, TimeUnit.MINUTES);
      assertTrue(call != null, "no call was made");
      return call;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static List<PendingDigest> wave(int size) {
    return IntStream.range(0, size).mapToObj(i -> Digests.pending(AMPLE)).toList();
  }

  final void addTogether(LaneGroup group, Version version, List<PendingDigest> wave) {
    group.add(version, wave).ifPresent(threads::execute);
  }

  final void add(LaneGroup group, Version version, List<PendingDigest> singles) {
    singles.forEach(pending -> addTogether(group, version, List.of(pending)));
  }
}
