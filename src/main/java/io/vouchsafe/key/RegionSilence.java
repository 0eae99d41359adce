package io.vouchsafe.key;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Since when one region's Vault shows nothing of a kind, such as keys, to anybody who reads it
 * here, whatever issuer it is read for: an issuer that is new to this instance need not wait for
 * what others waited for in vain. Safe for many threads.
 */
public final class RegionSilence {
  private final AtomicReference<Instant> began = new AtomicReference<>();

  /** Whether the last that was read of it was nothing. */
  boolean on() {
    return began.get() != null;
  }

  /** Whether it lasts since {@code time} before {@code now}, or longer. */
  public boolean lasted(Duration time, Instant now) {
    Instant since = began.get();
    return since != null && !now.isBefore(since.plus(time));
  }

  /** Something was read. */
  public void ended() {
    began.set(null);
  }

  /** Nothing was read at {@code now}; returns when that began. */
  public Instant lasts(Instant now) {
    return began.updateAndGet(before -> before == null ? now : before);
  }
}
