package io.vouchsafe.http.connection;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Which connections may be closed when the port ends, at no cost for anybody. */
class GuardAtRestTest extends GuardBed {
  private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

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
    guard.begun(false, () -> 0);
    time.addAndGet(PATIENCE);

    assertFalse(restful());
  }

  @Test
  void anAnsweredOneIsOnceItsBodyHasCome() {
    AtomicBoolean bodyEnded = new AtomicBoolean();
    guard.begun(false, () -> 0);
    guard.ended(bodyEnded::get);
    assertFalse(restful());

    bodyEnded.set(true);

    assertTrue(restful());
  }
}
