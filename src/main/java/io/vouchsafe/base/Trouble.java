package io.vouchsafe.base;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether something that is tried again and again works now. Its methods say when that changes, so
 * that a caller can log each change once. Safe for many threads: of several that report the same
 * change, one learns that it is one.
 *
 * @param <R> the reason of a failure; equal reasons are one trouble
 */
public final class Trouble<R> {
  /**
   * An unbroken row of failures.
   *
   * @param reason of the last failure
   * @param since when the first failure was
   * @param last when the last failure was
   */
  public record Row<R>(R reason, Instant since, Instant last) {}

  private final InstantSource clock;
  private final AtomicReference<Row<R>> row = new AtomicReference<>();

  public Trouble(InstantSource clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /**
   * Reports a failure.
   *
   * @return whether it is the first one since the last success, or has another reason than the
   *     failure before it
   */
  public boolean failed(R reason) {
    Objects.requireNonNull(reason, "reason");
    Instant now = clock.instant();
    Row<R> before =
        row.getAndUpdate(old -> new Row<>(reason, old == null ? now : old.since(), now));
    return before == null || !before.reason().equals(reason);
  }

  /**
   * Reports a success.
   *
   * @return whether it ends a row of failures
   */
  public boolean worked() {
    return row.get() != null && row.getAndSet(null) != null;
  }

  /** The failures since the last success; empty if there were none. */
  public Optional<Row<R>> current() {
    return Optional.ofNullable(row.get());
  }

  /**
   * Forgets {@code seen}, unless another failure was reported meanwhile.
   *
   * @return whether it is forgotten
   */
  public boolean forget(Row<R> seen) {
    return row.compareAndSet(seen, null);
  }
}
