package io.vouchsafe.http.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vouchsafe.http.limit.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;

/** A guard on a connection without a socket, in a time of its own. */
abstract class GuardBed {
  static final ConnectionSettings SETTINGS =
      new ConnectionSettings(
          10,
          10,
          64 * 1024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30));

  final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 1_000);
  final List<Limit> bites = new ArrayList<>();
  final Rules rules = Rules.of(SETTINGS, 32, bites::add, time::get);
  Guard guard = new Guard(rules, "peer");
  EmbeddedChannel channel = new EmbeddedChannel(guard);

  @AfterEach
  void everyHeadGivesItsRoomBack() {
    channel.finishAndReleaseAll();
    assertEquals(0, rules.heads().taken());
  }

  final void seconds(int seconds) {
    for (int i = 0; i < seconds; i++) {
      time.addAndGet(TimeUnit.SECONDS.toNanos(1));
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }
  }

  final void read(int octets) {
    channel.writeInbound(Unpooled.buffer().writeZero(octets));
    channel.releaseInbound();
  }

  final void isOpen() {
    assertTrue(channel.isOpen(), bites::toString);
    assertTrue(bites.isEmpty(), bites::toString);
  }

  final void isCut(Limit limit) {
    assertFalse(channel.isOpen());
    assertEquals(List.of(limit), bites);
  }
}
