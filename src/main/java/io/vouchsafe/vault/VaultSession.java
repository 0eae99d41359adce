package io.vouchsafe.vault;

import io.vouchsafe.base.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

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
  private final SingleLogin.Means means;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock checking = new ReentrantLock();
  private final HeldToken held;
  private final SingleLogin logins;
  private final TokenKeeper keeper;

  private Optional<ClientToken> ahead;
  private Instant checkAgainAt = Instant.MIN;

  VaultSession(SingleLogin.Means means) {
    this.means = Objects.requireNonNull(means, "means");
    this.held = new HeldToken(lock, means.clock(), means.login().repeatable());
    this.logins = new SingleLogin(means, lock, new End());
    this.keeper = new TokenKeeper(means, logins, held);
    this.ahead = means.login().known(means.clock().instant());
  }

  void start() {
    keeper.start();
  }

  /** What a login leaves behind. */
  private final class End implements SingleLogin.Outcome {
    @Override
    public void loggedIn(ClientToken token) {
      ahead = Optional.empty();
      checkAgainAt = Instant.MIN;
      held.hold(token);
    }

    @Override
    public void failed(Instant notBefore) {
      ahead = Optional.empty();
      held.renewAt(notBefore);
    }
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
        Optional<String> usable = held.use();
        if (usable.isPresent()) {
          return usable.get();
        }
        pending = logins.underWay();
        if (ahead.isPresent()) {
          return ahead.get().value();
        }
      } finally {
        lock.unlock();
      }
      VaultHttp.await(pending, deadline);
    }
  }

  /**
   * To be called when a call brought nothing good: while the first login is under way, its result
   * counts for more.
   *
   * @throws VaultFailure if the first login failed
   */
  void confirm(Deadline deadline) {
    CompletableFuture<Void> pending;
    lock.lock();
    try {
      if (means.login().repeatable() || held.current().isPresent()) {
        return;
      }
      pending = logins.underWay();
    } finally {
      lock.unlock();
    }
    VaultHttp.await(pending, deadline);
  }

  /**
   * To be called when Vault refused a call (403) under {@code token}.
   *
   * @return whether {@link #token} now has another one, with which the call may be tried again
   */
  boolean refused(String token, Deadline deadline) {
    if (!means.login().repeatable() || !tryChecking(deadline)) {
      return false;
    }
    try {
      return replaced(token, deadline);
    } catch (VaultFailure noOther) {
      return false;
    } finally {
      checking.unlock();
    }
  }

  private boolean tryChecking(Deadline deadline) {
    try {
      return checking.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean replaced(String token, Deadline deadline) {
    ClientToken suspect;
    lock.lock();
    try {
      Optional<ClientToken> current = held.current().filter(it -> it.value().equals(token));
      if (current.isEmpty()) {
        return true;
      }
      suspect = current.get();
      if (means.clock().instant().isBefore(checkAgainAt)) {
        return false;
      }
    } finally {
      lock.unlock();
    }
    boolean alive =
        means.vault().get(VaultOperation.LOOKUP, "auth/token/lookup-self", token, deadline).good();
    LoginBackoff backoff = means.backoff();
    Duration leastAge = alive ? backoff.afterRoleChange() : backoff.afterRefusal();
    CompletableFuture<Void> pending;
    lock.lock();
    try {
      Instant now = means.clock().instant();
      if (now.isBefore(suspect.since().plus(leastAge))) {
        checkAgainAt = now.plus(backoff.afterRefusal());
        return false;
      }
      if (!alive) {
        held.drop(suspect);
      }
      pending = logins.underWay();
    } finally {
      lock.unlock();
    }
    VaultHttp.await(pending, deadline);
    return true;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      logins.close();
      held.close();
    } finally {
      lock.unlock();
    }
    keeper.stop();
  }
}
