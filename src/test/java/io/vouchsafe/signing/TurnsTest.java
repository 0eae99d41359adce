package io.vouchsafe.signing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of turns and room whatever callers do, by chance. */
class TurnsTest {
  private static final int CALLERS = 6;
  private static final int ROOM = 24;
  private static final int STEPS = 1_500;

  private WaitingDigests waiting;
  private Map<String, Deque<PendingDigest>> model;

  @BeforeEach
  void empty() {
    waiting = new WaitingDigests();
    model = new HashMap<>();
  }

  private static PendingDigest of(String caller) {
    return Digests.pending(caller, Deadline.in(Duration.ofMinutes(1)));
  }

  private static String caller(Random random) {
    return "caller " + random.nextInt(CALLERS);
  }

  private Deque<PendingDigest> queue(String caller) {
    return model.computeIfAbsent(caller, none -> new ArrayDeque<>());
  }

  private List<PendingDigest> add(String caller, int size) {
    List<PendingDigest> wave = IntStream.range(0, size).mapToObj(i -> of(caller)).toList();
    queue(caller).addAll(wave);
    List<PendingDigest> out = waiting.add(wave, ROOM, Integer.MAX_VALUE);
    out.forEach(pending -> assertEquals(pending, queue(pending.caller()).removeLast()));
    return out;
  }

  private List<PendingDigest> take(int most) {
    List<PendingDigest> taken = waiting.take(most, caller -> most);
    taken.forEach(pending -> assertEquals(pending, queue(pending.caller()).removeFirst()));
    return taken;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void eachCallerIsServedInOrderAndNothingStaysOfThoseWhoHaveNoneWaiting(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      if (random.nextBoolean()) {
        add(caller(random), 1 + random.nextInt(8));
      } else {
        take(1 + random.nextInt(8));
      }
      int size = model.values().stream().mapToInt(Deque::size).sum();
      assertEquals(size, waiting.size());
      assertTrue(size <= ROOM);
      assertEquals(model.values().stream().filter(it -> !it.isEmpty()).count(), waiting.callers());
    }
    take(ROOM);
    assertEquals(0, waiting.callers());
    assertTrue(waiting.isEmpty());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void itIsFullForExactlyThoseWhoseNextDigestWouldBeDropped(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      String caller = caller(random);
      boolean full = waiting.full(caller, ROOM);
      boolean dropped =
          !add(caller, 1).stream().filter(it -> it.caller().equals(caller)).toList().isEmpty();
      assertEquals(dropped, full);
      if (random.nextInt(3) == 0) {
        take(1 + random.nextInt(4));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void nobodyWaitsForMoreThanOneDigestOfEachOther(long seed) {
    Random random = new Random(seed);
    Map<PendingDigest, Set<String>> servedSince = new HashMap<>();
    for (int step = 0; step < STEPS; step++) {
      String caller = caller(random);
      if (waiting.size() + 8 <= ROOM && random.nextBoolean()) {
        boolean newcomer = queue(caller).isEmpty();
        add(caller, 1 + random.nextInt(8));
        if (newcomer) {
          servedSince.put(queue(caller).getFirst(), new HashSet<>());
        }
      }
      for (PendingDigest served : take(1 + random.nextInt(3))) {
        servedSince.remove(served);
        servedSince
            .values()
            .forEach(since -> assertTrue(since.add(served.caller()), "served twice before it"));
        if (!queue(served.caller()).isEmpty()) {
          servedSince.put(queue(served.caller()).getFirst(), new HashSet<>());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whoHasGoneIsNeverServedNorCounted(long seed) {
    Random random = new Random(seed);
    Set<PendingDigest> gone = new HashSet<>();
    for (int step = 0; step < STEPS; step++) {
      List<PendingDigest> wave = IntStream.range(0, 4).mapToObj(i -> of("caller")).toList();
      List<PendingDigest> leaving = new ArrayList<>(wave);
      Collections.shuffle(leaving, random);
      waiting.add(wave, ROOM, Integer.MAX_VALUE);
      leaving.subList(0, 2).forEach(it -> it.failed(Problem.hungUp()));
      gone.addAll(leaving.subList(0, 2));
      assertTrue(waiting.size() <= ROOM);
      waiting.take(2, caller -> 2).forEach(taken -> assertFalse(gone.contains(taken)));
    }
    assertEquals(
        List.of(), waiting.take(ROOM, caller -> ROOM).stream().filter(gone::contains).toList());
    assertTrue(waiting.isEmpty());
  }
}
