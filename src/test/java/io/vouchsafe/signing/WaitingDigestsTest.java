package io.vouchsafe.signing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaitingDigestsTest {
  private static final int AMPLE = 1000;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final WaitingDigests waiting = new WaitingDigests();
  private int callers;

  private static PendingDigest of(String caller) {
    return Digests.pending(caller, Deadline.in(PATIENCE));
  }

  private static List<PendingDigest> of(String caller, int size) {
    return IntStream.range(0, size).mapToObj(i -> of(caller)).toList();
  }

  /** Digests of a caller who has none waiting. */
  private List<PendingDigest> ofANewcomer(int size) {
    return of("newcomer " + callers++, size);
  }

  private List<PendingDigest> add(List<PendingDigest> digests, int room) {
    return waiting.add(digests, room, AMPLE);
  }

  private List<PendingDigest> take(int most) {
    return waiting.take(most, caller -> most);
  }

  @Test
  void callersTakeTurns() {
    List<PendingDigest> two = ofANewcomer(2);
    List<PendingDigest> three = ofANewcomer(3);
    List<PendingDigest> one = ofANewcomer(1);
    add(two, AMPLE);
    add(three, AMPLE);
    add(one, AMPLE);

    assertEquals(List.of(two.get(0), three.get(0), one.get(0), two.get(1), three.get(1)), take(5));
    assertEquals(List.of(three.get(2)), take(5));
    assertTrue(waiting.isEmpty());
    assertEquals(0, waiting.callers());
  }

  @Test
  void callersTakeTurnsAcrossCalls() {
    List<PendingDigest> greedy = of("greedy", 5);
    List<PendingDigest> other = of("other", 2);
    add(greedy, AMPLE);
    assertEquals(greedy.subList(0, 1), take(1));
    add(other, AMPLE);

    assertEquals(List.of(greedy.get(1), other.get(0)), take(2));
    assertEquals(List.of(greedy.get(2)), take(1));
    assertEquals(List.of(other.get(1)), take(1));
  }

  @Test
  void whoMayHaveNoMoreOfACallLeavesItToOthersAndKeepsHisPlace() {
    List<PendingDigest> greedy = of("greedy", 5);
    List<PendingDigest> other = of("other", 3);
    add(greedy, AMPLE);
    add(other, AMPLE);

    assertEquals(other.subList(0, 2), waiting.take(2, caller -> caller.equals("greedy") ? 0 : 2));
    assertEquals(List.of(greedy.get(0), other.get(2), greedy.get(1)), waiting.take(9, caller -> 2));
    assertEquals(3, waiting.size());
    assertEquals(List.of(), waiting.take(9, caller -> 0));
    assertEquals(greedy.subList(2, 5), take(9));
  }

  @Test
  void manyRequestsOfOneCallerAreOneQueue() {
    List<PendingDigest> singles = of("greedy", 500);
    singles.forEach(single -> add(List.of(single), AMPLE));
    PendingDigest good = of("good");
    add(List.of(good), AMPLE);

    assertEquals(List.of(singles.get(0), good), take(2));
    assertEquals(singles.subList(1, 3), take(2));
  }

  @Test
  void aLongQueueLeavesTheNextCallToThoseWhoComeAfterIt() {
    add(ofANewcomer(1000), AMPLE);
    PendingDigest single = ofANewcomer(1).getFirst();
    add(List.of(single), AMPLE + 1);

    assertTrue(take(2).contains(single));
  }

  @Test
  void whatDoesNotFitGoesFromTheEndOfTheLongestQueue() {
    List<PendingDigest> shorter = ofANewcomer(3);
    List<PendingDigest> longer = ofANewcomer(5);
    add(shorter, 8);
    add(longer, 8);
    PendingDigest single = ofANewcomer(1).getFirst();

    assertEquals(List.of(longer.get(4)), add(List.of(single), 8));
    assertEquals(8, waiting.size());
  }

  @Test
  void amongEqualsTheNewestGoes() {
    for (int i = 0; i < 4; i++) {
      assertEquals(List.of(), add(ofANewcomer(1), 4));
    }
    List<PendingDigest> late = ofANewcomer(1);

    assertEquals(late, add(late, 4));
    assertEquals(4, waiting.callers());
  }

  @Test
  void aQueueThatIsLongerThanTheRoomKeepsItsBeginning() {
    List<PendingDigest> wave = ofANewcomer(10);

    List<PendingDigest> out = add(wave, 4);

    assertEquals(6, out.size());
    assertEquals(wave.subList(0, 4), take(10));
  }

  @Test
  void longQueuesGiveWayUntilAllAreEqual() {
    List<PendingDigest> one = ofANewcomer(6);
    List<PendingDigest> other = ofANewcomer(9);
    add(one, 20);

    List<PendingDigest> out = add(other, 8);

    assertEquals(7, out.size());
    List<PendingDigest> left = new ArrayList<>(take(8));
    assertEquals(4, left.stream().filter(one::contains).count());
    assertEquals(4, left.stream().filter(other::contains).count());
  }

  @Test
  void thoseWhoHaveGoneMakeRoomBeforeAnybodyIsPutOut() {
    List<PendingDigest> gone = ofANewcomer(4);
    add(gone, 4);
    gone.forEach(pending -> pending.failed(Problem.of(Problem.Kind.INTERNAL, "gone")));

    assertEquals(List.of(), add(ofANewcomer(4), 4));
    assertEquals(4, waiting.size());
    assertEquals(1, waiting.callers());
  }

  @Test
  void whatIsTooLateIsNotTaken() {
    PendingDigest late = Digests.pending(Duration.ZERO);
    PendingDigest abandoned = Digests.pending(PATIENCE);
    abandoned.failed(Problem.of(Problem.Kind.INTERNAL, "gone"));
    PendingDigest good = Digests.pending(PATIENCE);
    add(List.of(late, abandoned, good), AMPLE);

    assertEquals(List.of(good), take(1));
    assertTrue(waiting.isEmpty());
  }

  @Test
  void whatWasCancelledIsNotTakenAndCostsItsCallerNoTurn() {
    Deadline deadline = Deadline.in(PATIENCE);
    List<PendingDigest> hungUp =
        IntStream.range(0, 3).mapToObj(i -> Digests.pending("one", deadline)).toList();
    PendingDigest good = of("one");
    add(hungUp, AMPLE);
    add(List.of(good), AMPLE);
    add(of("other", 1), AMPLE);
    deadline.cancel();

    assertEquals(List.of(good), take(1));
    assertEquals(1, waiting.size());
  }

  @Test
  void itIsFullForThoseWhoHaveTheMostWaiting() {
    add(of("greedy", 6), 8);
    add(of("other", 2), 8);

    assertTrue(waiting.full("greedy", 8));
    assertFalse(waiting.full("other", 8));
    assertFalse(waiting.full("newcomer", 8));
    assertFalse(waiting.full("greedy", 9));
  }

  @Test
  void itIsFullForAllWhereAllHaveTheSame() {
    add(of("one", 1), 2);
    add(of("other", 1), 2);

    assertTrue(waiting.full("one", 2));
    assertTrue(waiting.full("newcomer", 2));
  }

  @Test
  void whatWouldComeTooLateIsDroppedAndNothingElse() {
    List<PendingDigest> greedy = of("greedy", 20);
    List<PendingDigest> other = of("other", 1);
    add(greedy, AMPLE);
    add(other, AMPLE);
    List<PendingDigest> hasty = of("hasty", 4);

    assertEquals(List.of(hasty.get(3), hasty.get(2)), waiting.add(hasty, AMPLE, 8));

    assertEquals(
        List.of(greedy.get(0), other.get(0), hasty.get(0), greedy.get(1), hasty.get(1)), take(5));
  }

  @Test
  void whoseTurnComesInTimeIsNotRefusedForAnothersQueue() {
    add(of("greedy", 900), AMPLE);

    assertEquals(List.of(), waiting.add(of("hasty", 1), AMPLE, 2));
    assertEquals(1, waiting.add(of("late", 1), AMPLE, 2).size());
  }
}
