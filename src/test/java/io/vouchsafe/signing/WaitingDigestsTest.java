package io.vouchsafe.signing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaitingDigestsTest {
  private static final int AMPLE = 1000;

  private final WaitingDigests waiting = new WaitingDigests();

  private List<PendingDigest> wave(int size) {
    return IntStream.range(0, size).mapToObj(i -> Digests.pending(Duration.ofMinutes(1))).toList();
  }

  @Test
  void wavesTakeTurns() {
    List<PendingDigest> two = wave(2);
    List<PendingDigest> three = wave(3);
    List<PendingDigest> one = wave(1);
    waiting.add(two, AMPLE);
    waiting.add(three, AMPLE);
    waiting.add(one, AMPLE);

    assertEquals(
        List.of(two.get(0), three.get(0), one.get(0), two.get(1), three.get(1)), waiting.take(5));
    assertEquals(List.of(three.get(2)), waiting.take(5));
    assertTrue(waiting.isEmpty());
  }

  @Test
  void aLongWaveLeavesTheNextCallToThoseWhoComeAfterIt() {
    waiting.add(wave(1000), AMPLE);
    PendingDigest single = wave(1).getFirst();
    waiting.add(List.of(single), AMPLE + 1);

    assertTrue(waiting.take(2).contains(single));
  }

  @Test
  void whatDoesNotFitGoesFromTheEndOfTheLongestWave() {
    List<PendingDigest> shorter = wave(3);
    List<PendingDigest> longer = wave(5);
    waiting.add(shorter, 8);
    waiting.add(longer, 8);
    PendingDigest single = wave(1).getFirst();

    assertEquals(List.of(longer.get(4)), waiting.add(List.of(single), 8));
    assertEquals(8, waiting.size());
  }

  @Test
  void amongEqualsTheNewestGoes() {
    for (int i = 0; i < 4; i++) {
      assertEquals(List.of(), waiting.add(wave(1), 4));
    }
    List<PendingDigest> late = wave(1);

    assertEquals(late, waiting.add(late, 4));
  }

  @Test
  void aWaveThatIsLongerThanTheRoomKeepsItsBeginning() {
    List<PendingDigest> wave = wave(10);

    List<PendingDigest> out = waiting.add(wave, 4);

    assertEquals(6, out.size());
    assertEquals(wave.subList(0, 4), waiting.take(10));
  }

  @Test
  void longWavesGiveWayUntilAllAreEqual() {
    List<PendingDigest> one = wave(6);
    List<PendingDigest> other = wave(9);
    waiting.add(one, 20);

    List<PendingDigest> out = waiting.add(other, 8);

    assertEquals(7, out.size());
    List<PendingDigest> left = new ArrayList<>(waiting.take(8));
    assertEquals(4, left.stream().filter(one::contains).count());
    assertEquals(4, left.stream().filter(other::contains).count());
  }

  @Test
  void thoseWhoHaveGoneMakeRoomBeforeAnybodyIsPutOut() {
    List<PendingDigest> gone = wave(4);
    waiting.add(gone, 4);
    gone.forEach(pending -> pending.failed(Problem.of(Problem.Kind.INTERNAL, "gone")));

    assertEquals(List.of(), waiting.add(wave(4), 4));
    assertEquals(4, waiting.size());
  }

  @Test
  void whatIsTooLateIsNotTaken() {
    PendingDigest late = Digests.pending(Duration.ZERO);
    PendingDigest abandoned = Digests.pending(Duration.ofMinutes(1));
    abandoned.failed(Problem.of(Problem.Kind.INTERNAL, "gone"));
    PendingDigest good = Digests.pending(Duration.ofMinutes(1));
    waiting.add(List.of(late, abandoned, good), AMPLE);

    assertEquals(List.of(good), waiting.take(1));
    assertTrue(waiting.isEmpty());
  }
}
