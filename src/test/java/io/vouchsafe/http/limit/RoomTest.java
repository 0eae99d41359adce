package io.vouchsafe.http.limit;

import static io.vouchsafe.http.limit.Room.Reply.FULL;
import static io.vouchsafe.http.limit.Room.Reply.SHARE_USED;
import static io.vouchsafe.http.limit.Room.Reply.TAKEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class RoomTest {
  private final Room room = new Room(100);

  @Test
  void thereIsNoMoreThanThereIs() {
    for (int i = 0; i < 100; i++) {
      assertEquals(TAKEN, room.take("holder-" + i, 1));
    }
    assertEquals(FULL, room.take("late", 1));

    room.giveBack("holder-0", 1);
    assertEquals(TAKEN, room.take("late", 1));
  }

  @Test
  void oneHolderLeavesHalfOfItToOthers() {
    int taken = 0;
    while (room.take("greedy", 1) == TAKEN) {
      taken++;
    }
    assertEquals(44, taken);
    assertEquals(SHARE_USED, room.take("greedy", 1));
    assertEquals(TAKEN, room.take("good", 1));
  }

  @Test
  void severalAtOnceAreSeen() {
    assertEquals(TAKEN, room.take("a", 50));
    assertEquals(SHARE_USED, room.take("b", 50));
    assertEquals(TAKEN, room.take("b", 30));
  }

  @Test
  void manyGreedyHoldersLeaveSomeToThoseWhoHaveLittle() {
    for (int holder = 0; holder < 7; holder++) {
      String name = "greedy-" + holder;
      while (room.take(name, 1) == TAKEN) {
        assertTrue(room.taken() < 100, name);
      }
    }
    for (int holder = 0; holder < 10; holder++) {
      assertEquals(TAKEN, room.take("good-" + holder, 1));
    }
  }

  @Test
  void aShareGrowsAndIsGivenBackAtOnce() {
    Room.Share share = room.share("a");
    for (int i = 0; i < 40; i++) {
      assertEquals(TAKEN, share.take(1));
    }
    assertEquals(SHARE_USED, share.take(10));
    assertEquals(FULL, share.take(70));
    assertEquals(40, room.taken());

    share.giveBack();
    assertEquals(0, room.taken());
    assertEquals(0, room.holders());
  }

  @Test
  void aShareThatWasGivenBackTakesNothingMore() {
    Room.Share share = room.share("a");
    share.giveBack();
    assertEquals(FULL, share.take(1));
    share.giveBack();

    assertEquals(0, room.taken());
    assertEquals(0, room.holders());
  }

  @Test
  void whoeverIsRefusedTakesNothing() {
    assertEquals(TAKEN, room.take("a", 60));
    for (int i = 0; i < 10; i++) {
      assertEquals(SHARE_USED, room.take("a", 10));
      assertEquals(FULL, room.take("b", 41));
      assertEquals(SHARE_USED, room.take("b", 40));
    }
    assertEquals(60, room.taken());
    assertEquals(1, room.holders());

    room.giveBack("a", 60);
    assertEquals(0, room.taken());
    assertEquals(0, room.holders());
  }

  @Test
  void manyThreadsNeverHaveMoreThanThereIsAndGiveAllBack() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(8);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 8; i++) {
        String holder = "holder-" + i % 3;
        threads.submit(
            () -> {
              started.countDown();
              started.await();
              for (int turn = 0; turn < 2_000; turn++) {
                if (room.take(holder, 7) == TAKEN) {
                  assertTrue(room.taken() <= 100 + 8 * 7);
                  room.giveBack(holder, 7);
                }
              }
              return null;
            });
      }
    }
    assertEquals(0, room.taken());
    assertEquals(0, room.holders());
  }
}
