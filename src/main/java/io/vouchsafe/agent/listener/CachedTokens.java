package io.vouchsafe.agent.listener;

import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.IdToken;
import io.vouchsafe.agent.file.HeldToken;
import io.vouchsafe.agent.file.TokenSource;
import io.vouchsafe.agent.file.TokenSource.Wish;
import io.vouchsafe.base.Outage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tokens for clients of a listener. One that was given before is given again until 80 % of its life
 * have passed, so that a busy client does not cost the issuer a token each time; and while the
 * issuer is away, until it has expired. Of clients that wait for the same token one asks. Safe for
 * many threads; of at most 100 audiences and lifetimes it remembers the last token.
 */
final class CachedTokens {
  private static final int MOST = 100;
  private static final int FRESH_PERCENT = 80;

  private final TokenSource source;
  private final InstantSource clock;
  private final Outage outage;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Wish, Slot> slots =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Wish, Slot> eldest) {
          return size() > MOST;
        }
      };

  private static final class Slot {
    private final ReentrantLock asking = new ReentrantLock();
    private volatile HeldToken held;
  }

  /**
   * @param outage is told of each token that a client did not get
   */
  CachedTokens(TokenSource source, InstantSource clock, Outage outage) {
    this.source = source;
    this.clock = clock;
    this.outage = outage;
  }

  /**
   * A token.
   *
   * @param fresh whether it must be one that nobody has seen, with a {@code jti} of its own
   * @throws Fault if there is none
   */
  IdToken token(Optional<String> audience, Optional<Duration> ttl, boolean fresh) throws Fault {
    Wish wish = new Wish(audience, ttl);
    String part = audience.orElse("the default audience");
    try {
      IdToken token = fresh ? source.token(wish) : token(slot(wish), wish).token();
      outage.worked(part);
      return token;
    } catch (Fault e) {
      outage.failedWhenNeeded(part, e.getMessage(), 1);
      throw e;
    }
  }

  private HeldToken token(Slot slot, Wish wish) throws Fault {
    HeldToken held = slot.held;
    if (held != null && isFresh(held)) {
      return held;
    }
    slot.asking.lock();
    try {
      held = slot.held;
      if (held == null || !isFresh(held)) {
        slot.held = held = renewed(held, wish);
      }
      return held;
    } finally {
      slot.asking.unlock();
    }
  }

  private HeldToken renewed(HeldToken held, Wish wish) throws Fault {
    try {
      return HeldToken.ask(source, wish, clock);
    } catch (Fault e) {
      if (held != null && held.good() && e.code() == ExitCode.UNAVAILABLE) {
        return held;
      }
      throw e;
    }
  }

  private static boolean isFresh(HeldToken held) {
    return held.age().compareTo(held.life().multipliedBy(FRESH_PERCENT).dividedBy(100)) < 0;
  }

  private Slot slot(Wish wish) {
    lock.lock();
    try {
      return slots.computeIfAbsent(wish, absent -> new Slot());
    } finally {
      lock.unlock();
    }
  }
}
