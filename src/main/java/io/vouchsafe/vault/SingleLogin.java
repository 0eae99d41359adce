package io.vouchsafe.vault;

import io.vouchsafe.base.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Logs in to Vault for a session: one login is under way at a time, however many ask for it, and
 * after a failed one nobody tries again until a pause has passed, or the credentials have changed.
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

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final Means means;
  private final ReentrantLock lock;
  private final Outcome outcome;

  private CompletableFuture<Void> underWay;
  private int failures;
  private int refusals;
  private String tried = "";
  private Instant lookedAt = Instant.MIN;
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
      Instant now = means.clock().instant();
      if (lastFailure != null && now.isBefore(notBefore) && !changed(now)) {
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

  /** Whether other credentials are there than those last tried; then the pauses begin anew. */
  private boolean changed(Instant now) {
    if (now.isBefore(lookedAt.plus(BETWEEN_LOOKS))) {
      return false;
    }
    lookedAt = now;
    if (means.login().state().equals(tried)) {
      return false;
    }
    failures = 0;
    refusals = 0;
    return true;
  }

  private void logIn(CompletableFuture<Void> started) {
    ClientToken token;
    String state = means.login().state();
    try {
      means.login().prepare(means.vault(), means.clock().instant());
      token =
          means.login().login(means.vault(), Deadline.in(means.timeout()), means.clock().instant());
    } catch (VaultFailure e) {
      failed(started, state, e);
      return;
    } catch (Throwable e) {
      failed(
          started,
          state,
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
      refusals = 0;
      lastFailure = null;
      outcome.loggedIn(token);
    } finally {
      lock.unlock();
    }
    means.attempts().worked();
    started.complete(null);
  }

  private void failed(CompletableFuture<Void> started, String state, VaultFailure failure) {
    lock.lock();
    try {
      underWay = null;
      tried = state;
      lookedAt = means.clock().instant();
      notBefore = lookedAt.plus(pauseAfter(failure));
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
      return means.backoff().afterFailures(Math.max(2, failures));
    } finally {
      lock.unlock();
    }
  }

  private Duration pauseAfter(VaultFailure failure) {
    return failure instanceof LoginRefusal refusal
        ? means.backoff().afterRefusals(++refusals, refusal.lockable())
        : means.backoff().afterFailures(++failures);
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
