package io.vouchsafe.signing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaneGroupTest extends LaneGroupBed {
  @Test
  void theFirstGoesAtOnceAndWhatComesMeanwhileFormsTheNextCall() {
    LaneGroup group = group(32, 1, 100, 10);
    List<PendingDigest> first = wave(1);
    List<PendingDigest> then = wave(20);
    add(group, ONE, first);
    Call call = next();
    add(group, ONE, then);

    assertEquals(first, call.batch());
    assertTrue(calls.isEmpty());
    call.end();
    Call second = next();
    assertEquals(then, second.batch());
    second.end();
    then.forEach(pending -> assertArrayEquals(pending.digest(), pending.await()));
  }

  @Test
  void aWaveGoesInAsFewCallsAsItCan() {
    LaneGroup group = group(4, 2, 100, 10);
    List<PendingDigest> wave = wave(10);
    addTogether(group, ONE, wave);

    Call one = next();
    Call two = next();
    assertEquals(8, one.batch().size() + two.batch().size());
    one.end();
    assertEquals(2, next().batch().size());
  }

  @Test
  void noMoreCallsThanTheLaneMayHave() {
    LaneGroup group = group(1, 2, 100, 10);
    add(group, ONE, wave(5));

    Call one = next();
    next();
    assertEquals(0, calls.size());
    one.end();
    next();
  }

  @Test
  void aLaneThatIsBusyHoldsUpNoOther() {
    LaneGroup group = group(1, 1, 100, 2);
    add(group, ONE, wave(5));
    next();
    List<PendingDigest> other = wave(1);
    add(group, OTHER, other);

    assertEquals(other, next().batch());
  }

  @Test
  void lanesTakeTurnsForTheCallsOfAll() {
    LaneGroup group = group(1, 5, 100, 1);
    List<PendingDigest> one = wave(3);
    List<PendingDigest> other = wave(3);
    add(group, ONE, one);
    add(group, OTHER, other);

    List<PendingDigest> order = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Call call = next();
      order.addAll(call.batch());
      call.end();
    }

    assertEquals(
        List.of(one.get(0), one.get(1), other.get(0), one.get(2), other.get(1), other.get(2)),
        order);
  }

  @Test
  void whatHasNoRoomFailsAtOnceAndSaysWhenToComeAgain() {
    LaneGroup group = group(1, 1, 2, 1);
    add(group, ONE, wave(3));
    PendingDigest late = wave(1).getFirst();

    addTogether(group, ONE, List.of(late));

    Problem problem = assertThrows(Problem.class, late::await);
    assertEquals(Problem.Kind.UNAVAILABLE, problem.kind());
    assertEquals("too many requests are waiting for Vault", problem.getMessage());
    assertTrue(problem.retryAfter().isPresent());
  }

  @Test
  void whereCallsTakeLongOnlyWhatCanBeSignedInTimeMayWait() {
    LaneGroup group = group(2, 1, 100, 1);
    PendingDigest first = wave(1).getFirst();
    addTogether(group, ONE, List.of(first));
    Call call = next();
    sleep(Duration.ofMillis(50));
    call.end();
    first.await();

    List<PendingDigest> hasty =
        IntStream.range(0, 10).mapToObj(i -> Digests.pending(Duration.ofMillis(60))).toList();
    addTogether(group, OTHER, hasty);

    assertEquals(8, hasty.stream().filter(PendingDigest::abandoned).count());
  }

  @Test
  void whoHasLeftOrIsInAHurryCostsNobodyElseHisPlace() {
    LaneGroup group = group(1, 1, 100, 1);
    List<PendingDigest> calls = wave(1);
    add(group, ONE, calls);
    Call call = next();
    sleep(Duration.ofMillis(20));
    call.end();
    calls.getFirst().await();
    add(group, ONE, wave(1));
    next();
    List<PendingDigest> patient =
        IntStream.range(0, 5)
            .mapToObj(i -> Digests.pending("patient " + i, Deadline.in(AMPLE)))
            .toList();
    add(group, ONE, patient);
    Deadline cancelled = Deadline.in(AMPLE);
    cancelled.cancel();

    add(group, ONE, List.of(Digests.pending("left", cancelled)));
    PendingDigest hasty = Digests.pending("hasty", Deadline.in(Duration.ofMillis(30)));
    add(group, ONE, List.of(hasty));

    assertTrue(patient.stream().noneMatch(PendingDigest::abandoned));
    assertTrue(hasty.abandoned());
  }

  private static void sleep(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void nothingIsSignedForThoseWhoHaveGone() {
    LaneGroup group = group(1, 1, 100, 1);
    add(group, ONE, wave(1));
    Call call = next();
    PendingDigest hasty = Digests.pending(Duration.ofMillis(1));
    PendingDigest patient = wave(1).getFirst();
    add(group, ONE, List.of(hasty, patient));

    Problem problem = assertThrows(Problem.class, hasty::await);

    assertEquals("Vault did not answer in time", problem.getMessage());
    call.end();
    assertEquals(List.of(patient), next().batch());
    assertFalse(calls.stream().anyMatch(later -> later.batch().contains(hasty)));
  }

  @Test
  void whoHangsUpWaitsNoLongerAndIsNotSignedFor() throws InterruptedException {
    LaneGroup group = group(1, 1, 100, 1);
    add(group, ONE, wave(1));
    Call call = next();
    Deadline deadline = Deadline.in(AMPLE);
    PendingDigest leaving = Digests.pending("leaving", deadline);
    PendingDigest patient = wave(1).getFirst();
    add(group, ONE, List.of(leaving, patient));
    CountDownLatch left = new CountDownLatch(1);
    threads.execute(
        () -> {
          assertTrue(assertThrows(Problem.class, leaving::await).isHungUp());
          left.countDown();
        });

    deadline.cancel();

    assertTrue(left.await(1, TimeUnit.MINUTES));
    call.end();
    assertEquals(List.of(patient), next().batch());
    assertTrue(calls.isEmpty());
  }

  @Test
  void whoComesBesideAGreedyCallerFindsACallThatGoesAtOnce() {
    LaneGroup group = group(8, 2, 100, 10);
    addTogether(group, ONE, wave(16));
    Call first = next();
    Call second = next();
    PendingDigest good = Digests.pending("good", Deadline.in(AMPLE));
    addTogether(group, ONE, wave(8));
    add(group, ONE, List.of(good));
    first.end();
    assertEquals(List.of(good), next().batch());
    second.end();
    assertEquals(2, next().batch().size());
    assertTrue(calls.isEmpty());
  }

  @Test
  void saysBeforehandWhoWouldFindNoRoom() {
    LaneGroup group = group(1, 1, 16, 1);
    assertFalse(group.full(ONE, "test", AMPLE));
    add(group, ONE, wave(14));
    assertFalse(group.full(ONE, "test", AMPLE));
    add(group, ONE, wave(1));

    assertTrue(group.full(ONE, "test", AMPLE), "an eighth is for those on their way");
    assertFalse(group.full(ONE, "another", AMPLE));
    assertFalse(group.full(OTHER, "test", AMPLE));
    List<PendingDigest> onTheirWay = wave(2);
    add(group, ONE, onTheirWay);
    assertTrue(onTheirWay.stream().noneMatch(PendingDigest::abandoned));
  }

  @Test
  void aLaneCanBeUsedAgainAfterItWasEmpty() {
    LaneGroup group = group(32, 2, 100, 10);
    for (int i = 0; i < 3; i++) {
      PendingDigest pending = wave(1).getFirst();
      addTogether(group, ONE, List.of(pending));
      next().end();
      assertArrayEquals(pending.digest(), pending.await());
    }
  }
}
