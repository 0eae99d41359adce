package io.vouchsafe.signing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.base.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallerSharesTest {
  private static final int BATCH = 32;

  private final AtomicLong now = new AtomicLong(-5);

  private CallerShares shares(int batch, int calls) {
    return new CallerShares(new SigningSettings.Lane(batch, calls), now::get);
  }

  private static List<PendingDigest> call(String... callers) {
    return List.of(callers).stream()
        .map(caller -> Digests.pending(caller, Deadline.in(Duration.ofMinutes(1))))
        .toList();
  }

  @Test
  void whoIsAloneMayTakeAllOfTheLane() {
    CallerShares shares = shares(BATCH, 2);
    shares.came("greedy");
    shares.began(call("greedy"));
    shares.came("greedy");

    assertEquals(BATCH, shares.ofNextCall("greedy"));
  }

  @Test
  void whereOthersComeEachMayTakeOneHalfOfTheCallsAndAFourthOfEach() {
    CallerShares shares = shares(BATCH, 4);
    shares.came("greedy");
    shares.came("good");
    shares.began(call("greedy", "greedy"));

    assertEquals(BATCH / 4, shares.ofNextCall("greedy"));
    shares.began(call("greedy"));
    assertEquals(0, shares.ofNextCall("greedy"));
    assertEquals(BATCH / 4, shares.ofNextCall("good"));
    shares.ended(call("greedy", "greedy"));
    assertEquals(BATCH / 4, shares.ofNextCall("greedy"));
  }

  @Test
  void whoHasNothingUnderWayAlwaysGetsSomething() {
    CallerShares shares = shares(1, 1);
    shares.came("one");
    shares.came("other");

    assertEquals(1, shares.ofNextCall("one"));
  }

  @Test
  void aSmallCallIsCutToASingleToken() {
    CallerShares shares = shares(4, 4);
    shares.came("one");
    shares.came("other");

    assertEquals(1, shares.ofNextCall("one"));
  }

  @Test
  void aLaneIsSharedForAWhileAfterTheOtherCame() {
    CallerShares shares = shares(BATCH, 2);
    shares.came("greedy");
    shares.came("good");
    shares.came("greedy");
    now.addAndGet(CallerShares.MEMORY_NANOS - 1);
    shares.came("greedy");
    assertEquals(BATCH / 4, shares.ofNextCall("greedy"));

    now.incrementAndGet();
    assertEquals(BATCH, shares.ofNextCall("greedy"));
  }
}
