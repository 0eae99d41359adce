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
  private static final String LOOKUP_SELF = "auth/token/lookup-self";
  private static final VaultFailure TOKEN_REFUSED =
      new VaultFailure(
          VaultFailure.Kind.LOGIN_REFUSED,
          "the Vault token is no longer valid, or its policy lacks even " + LOOKUP_SELF + " (403)");
  private static final VaultFailure UNTOLD =
      new VaultFailure(
          VaultFailure.Kind.DENIED,
          "Vault refuses the token or the request (403): the token is not valid, or its policy lacks this");

  private final SingleLogin.Means means;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock checking = new ReentrantLock();
  private final HeldToken held;
  private final SingleLogin logins;
  private final TokenKeeper keeper;

  private Optional<ClientToken> ahead;
  private Instant checkAgainAt = Instant.MIN;
  private volatile boolean dead;
  private volatile boolean described;

  VaultSession(SingleLogin.Means means) {
    this.means = Objects.requireNonNull(means, "means");
    this.held =
        new HeldToken(lock, means.clock(), means.login().repeatable(), means.login().settings());
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
      if (token.described()) {
        described = true;
      }
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

  /** Whether {@link #token} has one at hand. */
  boolean holdsToken() {
    return held.current().filter(it -> it.alive(means.clock().instant())).isPresent();
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
   * @throws VaultFailure if Vault no longer knows the token, as far as can be told, and there is no
   *     other
   */
  boolean refused(String token, Deadline deadline) {
    if (!tryChecking(deadline)) {
      return false;
    }
    try {
      if (means.login().repeatable()) {
        return replaced(token, deadline);
      }
      requireAlive(token, deadline);
      return false;
    } finally {
      checking.unlock();
    }
  }

  /** To be called when a call was answered well: whatever was thought of it, the token lives. */
  void worked() {
    if (dead) {
      dead = false;
      means.attempts().worked();
    }
  }

  /**
   * Asks Vault about a token that no login can replace, once in a pause. Only a token that Vault
   * has told of before is known to have ended: another may lack the right to ask.
   */
  private void requireAlive(String token, Deadline deadline) {
    Instant now = means.clock().instant();
    if (!now.isBefore(checkAgainAt)) {
      lookUp(token, deadline).ifPresent(this::judge);
      checkAgainAt = now.plus(means.backoff().afterRefusal());
      if (dead && described) {
        means.attempts().failed(TOKEN_REFUSED);
      }
    }
    if (dead) {
      throw described ? TOKEN_REFUSED : UNTOLD;
    }
  }

  private void judge(VaultAnswer lookedUp) {
    dead = lookedUp.forbidden();
    if (lookedUp.good()) {
      described = true;
    }
  }

  private Optional<VaultAnswer> lookUp(String token, Deadline deadline) {
    try {
      return Optional.of(means.vault().get(VaultOperation.LOOKUP, LOOKUP_SELF, token, deadline));
    } catch (VaultFailure unknown) {
      return Optional.empty();
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
    Optional<VaultAnswer> answer = lookUp(token, deadline);
    if (answer.isEmpty()) {
      return false;
    }
    boolean alive = answer.get().good();
    LoginBackoff backoff = means.backoff();
    Duration leastAge = alive ? backoff.afterRoleChange() : backoff.afterRefusal();
    try {
      return anotherThan(suspect, alive, leastAge, deadline);
    } catch (VaultFailure noOther) {
      if (alive) {
        return false;
      }
      throw noOther;
    }
  }

  private boolean anotherThan(
      ClientToken suspect, boolean alive, Duration leastAge, Deadline deadline) {
    CompletableFuture<Void> pending;
    lock.lock();
    try {
      Instant now = means.clock().instant();
      if (now.isBefore(suspect.since().plus(leastAge))) {
        checkAgainAt = now.plus(means.backoff().afterRefusal());
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
