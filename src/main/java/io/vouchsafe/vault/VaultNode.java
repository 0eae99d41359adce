package io.vouchsafe.vault;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.base.Jitter;
import java.net.URL;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One node of a Vault, asked under the session of {@link VaultAccess}, and whether calls go to it.
 * A node that fails rests: for a second at first, twice as long after each further failure, and for
 * half a minute at most. Safe for many threads.
 *
 * <p>It knows less than Vault's address: a standby may lack the newest key version and our newest
 * token. So what it refuses says nothing of the session.
 */
final class VaultNode implements VaultPost {
  private static final Duration FIRST_REST = Duration.ofSeconds(1);
  private static final Duration LONGEST_REST = Duration.ofSeconds(30);
  private static final double JITTER = 0.2;

  private final String name;
  private final VaultHttp vault;
  private final VaultSession session;
  private final AtomicInteger underWay = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Rest rest;

  /**
   * Why and until when it is left out.
   *
   * @param until on the monotonic clock
   * @param trying whether somebody finds out if it is back
   */
  private record Rest(String reason, Duration length, long until, boolean trying) {}

  VaultNode(URL url, VaultHttp vault, VaultSession session) {
    this.name = url.getAuthority();
    this.vault = Objects.requireNonNull(vault, "vault");
    this.session = Objects.requireNonNull(session, "session");
  }

  /** Its host and port. */
  String name() {
    return name;
  }

  @Override
  public VaultAnswer post(
      VaultOperation operation, String path, Map<String, ?> body, Deadline deadline) {
    String token = session.token(deadline);
    underWay.incrementAndGet();
    try {
      VaultAnswer answer = vault.post(operation, path, body, token, deadline);
      if (!answer.good()) {
        throw answer.failure();
      }
      session.worked();
      return answer;
    } finally {
      underWay.decrementAndGet();
    }
  }

  /** How many calls wait for its answer. */
  int underWay() {
    return underWay.get();
  }

  /** Why it is left out; empty if calls go to it. */
  Optional<String> away() {
    return Optional.ofNullable(rest).map(Rest::reason);
  }

  /**
   * Whether it has rested enough and nobody tries it: who gets true has to, and report what came.
   */
  boolean takeTrial() {
    lock.lock();
    try {
      Rest now = rest;
      if (now == null || now.trying() || now.until() - System.nanoTime() > 0) {
        return false;
      }
      rest = new Rest(now.reason(), now.length(), now.until(), true);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * It answered well.
   *
   * @return whether it was left out
   */
  boolean worked() {
    lock.lock();
    try {
      boolean was = rest != null;
      rest = null;
      return was;
    } finally {
      lock.unlock();
    }
  }

  /**
   * It failed for its own sake: from now on it rests.
   *
   * @return whether calls went to it until now
   */
  boolean failed(String reason) {
    lock.lock();
    try {
      Rest before = rest;
      if (before != null && !before.trying()) {
        return false;
      }
      Duration length = before == null ? FIRST_REST : longer(before.length());
      long until = System.nanoTime() + Jitter.around(length, JITTER).toNanos();
      rest = new Rest(reason, length, until, false);
      return before == null;
    } finally {
      lock.unlock();
    }
  }

  private static Duration longer(Duration rest) {
    Duration twice = rest.multipliedBy(2);
    return twice.compareTo(LONGEST_REST) < 0 ? twice : LONGEST_REST;
  }
}
