package io.vouchsafe.vault;

import io.vouchsafe.base.Jitter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * The Vault token that a session holds, and when it is to be renewed. Safe for many threads; who
 * holds the session's lock sees and changes it in one step with the rest of the session.
 */
final class HeldToken {
  private static final Logger LOG = Logger.getLogger(HeldToken.class);
  private static final double EARLIEST_RENEWAL = 0.6;
  private static final double LATEST_RENEWAL = 0.7;
  private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

  private final ReentrantLock lock;
  private final Condition changed;
  private final InstantSource clock;
  private final boolean replaceable;
  private final LoginSettings login;

  private ClientToken current;
  private Instant renewAt = Instant.MAX;
  private boolean closed;

  /**
   * @param lock the session's
   * @param replaceable whether a new login can give another token
   * @param login what it is made of
   */
  HeldToken(ReentrantLock lock, InstantSource clock, boolean replaceable, LoginSettings login) {
    this.lock = Objects.requireNonNull(lock, "lock");
    this.changed = lock.newCondition();
    this.clock = Objects.requireNonNull(clock, "clock");
    this.replaceable = replaceable;
    this.login = Objects.requireNonNull(login, "login");
  }

  /** The token held, dead or alive; empty if there is none. */
  Optional<ClientToken> current() {
    lock.lock();
    try {
      return Optional.ofNullable(current);
    } finally {
      lock.unlock();
    }
  }

  /** The token's value for one use of it; empty if none is alive or has a use left. */
  Optional<String> use() {
    lock.lock();
    try {
      return current != null && current.alive(clock.instant()) && current.use()
          ? Optional.of(current.value())
          : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Holds {@code token} from now on. */
  void hold(ClientToken token) {
    lock.lock();
    try {
      current = token;
      boolean endsForGood = !token.endless() && !token.renewable() && !replaceable;
      renewAt =
          token.endless() || endsForGood
              ? Instant.MAX
              : token
                  .leasedAt()
                  .plus(Jitter.between(token.lease(), EARLIEST_RENEWAL, LATEST_RENEWAL));
      if (endsForGood) {
        LOG.warnf(
            "the Vault token ends at %s and can neither be renewed nor replaced: set another one before, with %s",
            token.leasedAt().plus(token.lease()), login.names());
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Holds {@code renewed}, unless another token than it is held by now. */
  void renewed(ClientToken renewed) {
    lock.lock();
    try {
      if (current != null && current.value().equals(renewed.value())) {
        hold(renewed);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Drops {@code token} if it is the one held. */
  void drop(ClientToken token) {
    lock.lock();
    try {
      if (current == token) {
        current = null;
      }
    } finally {
      lock.unlock();
    }
  }

  /** The next renewal, if there is a token, is at {@code instant}. */
  void renewAt(Instant instant) {
    lock.lock();
    try {
      renewAt = current == null ? Instant.MAX : instant;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A renewal that is due now is put off by {@code pause}. */
  void putOff(Duration pause) {
    lock.lock();
    try {
      Instant now = clock.instant();
      if (current != null && !renewAt.isAfter(now)) {
        renewAt = now.plus(pause);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The token to renew, as soon as one is due; empty when the session is closed. */
  Optional<ClientToken> awaitDue() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        Instant now = clock.instant();
        if (current != null && !now.isBefore(renewAt)) {
          return Optional.of(current);
        }
        boolean soon = renewAt.isBefore(now.plus(LONGEST_SLEEP));
        Duration sleep = soon ? Duration.between(now, renewAt) : LONGEST_SLEEP;
        changed.await(Math.max(1, sleep.toMillis()), TimeUnit.MILLISECONDS);
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      current = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
