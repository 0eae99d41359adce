package io.vouchsafe.vault;

import io.vouchsafe.base.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * The one Vault token that all calls share.
 *
 * <p>However many ask for it, one login is under way at a time. The token is renewed after about
 * two thirds of its lease by a thread of its own, so that no caller waits for it; when it cannot be
 * renewed (any more) a new login replaces it, again ahead of its end. After a failed login nobody
 * tries again until a pause has passed.
 *
 * <p>A token that is known from the start is used while the first login, which only looks it up, is
 * under way.
 */
final class VaultSession implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(VaultSession.class);
  private static final double EARLIEST_RENEWAL = 0.6;
  private static final double LATEST_RENEWAL = 0.7;
  private static final Duration LONGEST_SLEEP = Duration.ofMinutes(1);

  private final VaultHttp vault;
  private final VaultLogin login;
  private final Duration timeout;
  private final InstantSource clock;
  private final LoginBackoff pacing;
  private final LastAttempt attempts;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ReentrantLock judging = new ReentrantLock();
  private final Thread keeper;

  private ClientToken ahead;
  private ClientToken current;
  private Instant careFrom = Instant.MAX;
  private CompletableFuture<Void> underWay;
  private int failures;
  private Instant notBefore = Instant.MIN;
  private VaultFailure lastFailure;
  private Instant doubtFrom = Instant.MIN;
  private boolean closed;

  VaultSession(
      VaultHttp vault,
      VaultLogin login,
      Duration timeout,
      InstantSource clock,
      LoginBackoff pacing,
      LastAttempt attempts) {
    this.vault = Objects.requireNonNull(vault, "vault");
    this.login = Objects.requireNonNull(login, "login");
    this.timeout = Objects.requireNonNull(timeout, "timeout");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.pacing = Objects.requireNonNull(pacing, "pacing");
    this.attempts = Objects.requireNonNull(attempts, "attempts");
    this.ahead = login.known(clock.instant()).orElse(null);
    this.keeper = Thread.ofVirtual().name("vault-token-keeper").unstarted(this::keep);
  }

  void start() {
    keeper.start();
  }

  /**
   * The token to use, once; logs in if there is none.
   *
   * @throws VaultFailure if there is none by the deadline
   */
  String token(Deadline deadline) {
    while (true) {
      CompletableFuture<Void> pending;
      lock.lock();
      try {
        if (current != null && current.alive(clock.instant()) && current.use()) {
          return current.value();
        }
        pending = loggingIn();
        if (ahead != null) {
          return ahead.value();
        }
      } finally {
        lock.unlock();
      }
      VaultHttp.await(pending, deadline);
    }
  }

  /**
   * To be told when a call brought nothing good: while the first login is under way, what that
   * brings counts for more.
   *
   * @throws VaultFailure if the first login failed
   */
  void confirm(Deadline deadline) {
    CompletableFuture<Void> pending;
    lock.lock();
    try {
      if (current != null || login.repeatable()) {
        return;
      }
      pending = loggingIn();
    } finally {
      lock.unlock();
    }
    VaultHttp.await(pending, deadline);
  }

  /**
   * To be told when Vault refused a call (403) under {@code token}.
   *
   * @return whether {@link #token} now has another one, with which the call may be tried again
   */
  boolean refused(String token, Deadline deadline) {
    if (!login.repeatable() || !tryJudging(deadline)) {
      return false;
    }
    try {
      return replaced(token, deadline);
    } catch (VaultFailure noOther) {
      return false;
    } finally {
      judging.unlock();
    }
  }

  private boolean tryJudging(Deadline deadline) {
    try {
      return judging.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean replaced(String token, Deadline deadline) {
    ClientToken suspect;
    lock.lock();
    try {
      if (current == null || !current.value().equals(token)) {
        return true;
      }
      suspect = current;
      if (clock.instant().isBefore(doubtFrom)) {
        return false;
      }
    } finally {
      lock.unlock();
    }
    boolean alive = vault.get("auth/token/lookup-self", token, deadline).good();
    Duration patience = alive ? pacing.afterRoleChange() : pacing.afterRefusal();
    CompletableFuture<Void> pending;
    lock.lock();
    try {
      Instant now = clock.instant();
      if (now.isBefore(suspect.since().plus(patience))) {
        doubtFrom = now.plus(pacing.afterRefusal());
        return false;
      }
      if (!alive && current == suspect) {
        current = null;
      }
      pending = loggingIn();
    } finally {
      lock.unlock();
    }
    VaultHttp.await(pending, deadline);
    return true;
  }

  /** The login that is under way, or one that starts now; call with the lock held. */
  private CompletableFuture<Void> loggingIn() {
    if (closed) {
      throw new VaultFailure(VaultFailure.Kind.UNREACHABLE, "the service is stopping");
    }
    if (underWay != null) {
      return underWay;
    }
    Instant now = clock.instant();
    if (lastFailure != null && now.isBefore(notBefore)) {
      throw lastFailure;
    }
    CompletableFuture<Void> started = new CompletableFuture<>();
    underWay = started;
    Thread.ofVirtual().name("vault-login").start(() -> logIn(started));
    return started;
  }

  private void logIn(CompletableFuture<Void> started) {
    VaultFailure failure = null;
    ClientToken token = null;
    try {
      token = login.login(vault, Deadline.in(timeout), clock.instant());
    } catch (VaultFailure e) {
      failure = e;
    } catch (Throwable e) {
      failure =
          new VaultFailure(
              VaultFailure.Kind.UNREACHABLE,
              "the login to Vault failed (%s)".formatted(e.getClass().getSimpleName()));
    }
    lock.lock();
    try {
      underWay = null;
      ahead = null;
      if (token != null) {
        failures = 0;
        lastFailure = null;
        doubtFrom = Instant.MIN;
        hold(token);
      } else {
        failures++;
        Instant now = clock.instant();
        notBefore = now.plus(jittered(pacing.backoff(failures)));
        lastFailure = failure;
        careFrom = current == null ? Instant.MAX : notBefore;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (token != null) {
      attempts.worked();
      started.complete(null);
    } else {
      attempts.failed(failure.getMessage());
      started.completeExceptionally(failure);
    }
  }

  /** Takes over {@code token}; call with the lock held. */
  private void hold(ClientToken token) {
    current = token;
    boolean canBeCaredFor = token.renewable() || login.repeatable();
    careFrom =
        token.endless() || !canBeCaredFor
            ? Instant.MAX
            : token.leasedAt().plus(fraction(token.lease(), EARLIEST_RENEWAL, LATEST_RENEWAL));
    if (!token.endless() && !canBeCaredFor) {
      LOG.warnf(
          "the Vault token ends at %s and can neither be renewed nor replaced: set another one before",
          token.leasedAt().plus(token.lease()));
    }
  }

  private static Duration jittered(Duration pause) {
    return fraction(pause, 0.8, 1.2);
  }

  private static Duration fraction(Duration whole, double from, double to) {
    return Duration.ofMillis(
        (long) (whole.toMillis() * ThreadLocalRandom.current().nextDouble(from, to)));
  }

  private void keep() {
    try {
      while (true) {
        ClientToken due = awaitDue();
        if (due == null) {
          return;
        }
        careFor(due);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The token that wants care, as soon as one does; null when the session is closed. */
  private ClientToken awaitDue() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        Instant now = clock.instant();
        if (current != null && !now.isBefore(careFrom)) {
          return current;
        }
        boolean soon = careFrom.isBefore(now.plus(LONGEST_SLEEP));
        Duration sleep = soon ? Duration.between(now, careFrom) : LONGEST_SLEEP;
        changed.await(Math.max(1, sleep.toMillis()), TimeUnit.MILLISECONDS);
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void careFor(ClientToken token) {
    try {
      if (!token.renewable() || !renew(token)) {
        replaceAhead();
      }
    } catch (VaultFailure failure) {
      LOG.debugf("the Vault token was not renewed: %s", failure.getMessage());
      putOff();
    } catch (RuntimeException e) {
      LOG.warnf("the Vault token was not renewed (%s)", e.getClass().getSimpleName());
      putOff();
    }
  }

  /** Renews (Vault API, {@code /auth/token/renew-self}); false if a new login is better. */
  private boolean renew(ClientToken token) {
    Instant askedAt = clock.instant();
    VaultAnswer answer =
        vault.post("auth/token/renew-self", Map.of(), token.value(), Deadline.in(timeout));
    boolean refusedForGood = answer.status() == 400 || answer.forbidden();
    if (!answer.good() && !refusedForGood) {
      throw answer.failure();
    }
    ClientToken renewed =
        answer.good() ? token.renewed(answer.object("auth"), askedAt) : token.notRenewable();
    lock.lock();
    try {
      if (current != null && current.value().equals(token.value())) {
        hold(renewed);
      }
    } finally {
      lock.unlock();
    }
    return !login.repeatable() || (answer.good() && !renewed.nearItsMaximum());
  }

  private void replaceAhead() {
    CompletableFuture<Void> pending;
    lock.lock();
    try {
      pending = loggingIn();
    } finally {
      lock.unlock();
    }
    VaultHttp.await(pending, Deadline.in(timeout.plusSeconds(1)));
  }

  /** Tries the care again later; a failed login has set its own time already. */
  private void putOff() {
    lock.lock();
    try {
      Instant now = clock.instant();
      if (current != null && !careFrom.isAfter(now)) {
        careFrom = now.plus(jittered(pacing.backoff(Math.max(2, failures))));
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      current = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    keeper.interrupt();
  }
}
