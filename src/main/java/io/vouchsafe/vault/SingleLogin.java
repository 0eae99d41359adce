package io.vouchsafe.vault;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.base.Jitter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Logs in to Vault for a session: one login is under way at a time, however many ask for it, and
 * after a failed one nobody tries again until a pause has passed.
 */
final class SingleLogin {
  /** What a session does with the end of a login; called with the session's lock held. */
  interface Outcome {
    void loggedIn(ClientToken token);

    /**
     * @param notBefore when the next login may start
     */
    void failed(Instant notBefore);
  }

  /** How a session logs in. */
  record Means(
      VaultHttp vault,
      VaultLogin login,
      Duration timeout,
      InstantSource clock,
      LoginBackoff backoff,
      LastAttempt attempts) {
    Means {
      Objects.requireNonNull(vault, "vault");
      Objects.requireNonNull(login, "login");
      Objects.requireNonNull(timeout, "timeout");
      Objects.requireNonNull(clock, "clock");
      Objects.requireNonNull(backoff, "backoff");
      Objects.requireNonNull(attempts, "attempts");
    }
  }

  private static final double SPREAD = 0.2;

  private final Means means;
  private final ReentrantLock lock;
  private final Outcome outcome;

  private CompletableFuture<Void> underWay;
  private int failures;
  private Instant notBefore = Instant.MIN;
  private VaultFailure lastFailure;
  private boolean closed;

  /**
   * @param lock the session's
   */
  SingleLogin(Means means, ReentrantLock lock, Outcome outcome) {
    this.means = Objects.requireNonNull(means, "means");
    this.lock = Objects.requireNonNull(lock, "lock");
    this.outcome = Objects.requireNonNull(outcome, "outcome");
  }

  /**
   * The login that is under way, or one that starts now. It completes when its outcome can be seen,
   * exceptionally with a {@link VaultFailure} if it failed.
   *
   * @throws VaultFailure if the last login failed and its pause has not passed, or the session is
   *     closed
   */
  CompletableFuture<Void> underWay() {
    lock.lock();
    try {
      if (closed) {
        throw new VaultFailure(VaultFailure.Kind.UNREACHABLE, "the service is stopping");
      }
      if (underWay != null) {
        return underWay;
      }
      if (lastFailure != null && means.clock().instant().isBefore(notBefore)) {
        throw lastFailure;
      }
      CompletableFuture<Void> started = new CompletableFuture<>();
      underWay = started;
      Thread.ofVirtual().name("vault-login").start(() -> logIn(started));
      return started;
    } finally {
      lock.unlock();
    }
  }

  private void logIn(CompletableFuture<Void> started) {
    ClientToken token;
    try {
      token =
          means.login().login(means.vault(), Deadline.in(means.timeout()), means.clock().instant());
    } catch (VaultFailure e) {
      failed(started, e);
      return;
    } catch (Throwable e) {
      failed(
          started,
          new VaultFailure(
              VaultFailure.Kind.UNREACHABLE,
              "the login to Vault failed (%s)".formatted(e.getClass().getSimpleName())));
      return;
    }
    loggedIn(started, token);
  }

  private void loggedIn(CompletableFuture<Void> started, ClientToken token) {
    lock.lock();
    try {
      underWay = null;
      failures = 0;
      lastFailure = null;
      outcome.loggedIn(token);
    } finally {
      lock.unlock();
    }
    means.attempts().worked();
    started.complete(null);
  }

  private void failed(CompletableFuture<Void> started, VaultFailure failure) {
    lock.lock();
    try {
      underWay = null;
      failures++;
      notBefore = means.clock().instant().plus(pause(failures));
      lastFailure = failure;
      outcome.failed(notBefore);
    } finally {
      lock.unlock();
    }
    means.attempts().failed(failure);
    started.completeExceptionally(failure);
  }

  /** How long to wait before a renewal that failed is tried again. */
  Duration pauseOfRenewal() {
    lock.lock();
    try {
      return pause(Math.max(2, failures));
    } finally {
      lock.unlock();
    }
  }

  private Duration pause(int failed) {
    return Jitter.around(means.backoff().backoff(failed), SPREAD);
  }

  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }
}
