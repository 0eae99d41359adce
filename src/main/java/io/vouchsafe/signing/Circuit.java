package io.vouchsafe.signing;

import io.vouchsafe.vault.VaultFailure;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether a Vault is taken to be away, so that tokens are signed in another region at once. It is
 * after {@value #FAILURES} failed calls without one that worked between them, or when a call went
 * unanswered for as long as it may take and no other worked of late; and until one works. Safe for
 * many threads; to ask costs one read of a variable.
 */
public final class Circuit {
  /** Is told of each change. */
  public interface Events {
    /** The Vault is taken to be away. */
    void opened();

    /** It has signed again. */
    void closed();
  }

  /** Nobody listens. */
  public static final Events UNHEARD =
      new Events() {
        @Override
        public void opened() {}

        @Override
        public void closed() {}
      };

  private static final int FAILURES = 3;

  private final Events events;
  private final AtomicInteger failures = new AtomicInteger();
  private volatile long lastWorked = System.nanoTime();

  public Circuit(Events events) {
    this.events = Objects.requireNonNull(events, "events");
  }

  /** Whether the Vault is taken to be away. */
  public boolean isOpen() {
    return failures.get() >= FAILURES;
  }

  /** A call failed. */
  void failed(VaultFailure failure) {
    if (isAway(failure.kind())) {
      count(1);
    }
  }

  /**
   * A call went unanswered for as long as one may take. Of many callers that ask a silent Vault so
   * only those wait whose calls are under way.
   *
   * @param silence for how long no other has worked where that is the Vault's silence, and not the
   *     fate of one call: a call that began before this one may have worked after it began
   */
  void unanswered(Duration silence) {
    boolean silent = System.nanoTime() - lastWorked >= silence.toNanos();
    count(silent ? FAILURES : 1);
  }

  private void count(int more) {
    int before = failures.getAndAdd(more);
    if (before < FAILURES && before + more >= FAILURES) {
      events.opened();
    }
  }

  /** A call was answered. */
  void worked() {
    lastWorked = System.nanoTime();
    if (failures.get() > 0 && failures.getAndSet(0) >= FAILURES) {
      events.closed();
    }
  }

  /**
   * Whether it says that Vault signs nothing now, for anybody: what it refuses of a key, and what
   * was too much, another region need not bear.
   */
  static boolean isAway(VaultFailure.Kind kind) {
    return switch (kind) {
      case UNREACHABLE, TIMED_OUT, SEALED, FAILED, GARBLED, DENIED, LOGIN_REFUSED -> true;
      case BUSY, THROTTLED, MISSING, REFUSED -> false;
    };
  }
}
