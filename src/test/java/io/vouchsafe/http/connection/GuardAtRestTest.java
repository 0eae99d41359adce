package io.vouchsafe.http.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which connections may be closed when the port ends, at no cost for anybody. */
class GuardAtRestTest {
  private static final ConnectionSettings SETTINGS =
      new ConnectionSettings(
          10,
          10,
          64 * 1024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30));
  private static final long PATIENCE = Duration.ofSeconds(1).toNanos();
  private static final long FOLLOW = 100;

  private final AtomicLong time = new AtomicLong(1);
  private final Rules rules = Rules.of(SETTINGS, 32, limit -> {}, time::get);
  private final Guard guard = new Guard(rules, "peer");
  private final EmbeddedChannel channel = new EmbeddedChannel(guard);

  @AfterEach
  void everyHeadGivesItsRoomBack() {
    channel.finishAndReleaseAll();
    assertEquals(0, rules.heads().taken());
  }

  private boolean restful() {
    return guard.restful(PATIENCE);
  }

  @Test
  void aNewOneHasTimeToSpeak() {
    assertFalse(restful());

    time.addAndGet(PATIENCE);

    assertTrue(restful());
  }

  @Test
  void oneThatBeganToSpeakIsNot() {
    channel.writeInbound(Unpooled.buffer().writeZero(10));
    channel.releaseInbound();
    time.addAndGet(PATIENCE);

    assertFalse(restful());
  }

  @Test
  void oneWithARequestIsNot() {
    guard.begun(false, FOLLOW);
    time.addAndGet(PATIENCE);

    assertFalse(restful());
  }

  @Test
  void anAnsweredOneIsOnceItsBodyHasCome() {
    AtomicBoolean bodyEnded = new AtomicBoolean();
    guard.begun(false, FOLLOW);
    guard.ended(bodyEnded::get);
    assertFalse(restful());

    bodyEnded.set(true);

    assertTrue(restful());
  }
}
