package io.vouchsafe.ops.health;

import io.vouchsafe.base.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A trouble that neither begins nor ends with one attempt. It begins when attempts have failed for
 * {@code confirm} with no success among them, and ends when they have worked for {@code settle}
 * with no failure among them; a mix of both changes nothing. Safe for many threads.
 *
 * @param <R> the reason of a failure
 */
final class LastingTrouble<R> {
  private final Duration confirm;
  private final Duration settle;
  private final InstantSource clock;

  private volatile Instant lastSuccess = Instant.MIN;
  private final AtomicReference<Run<R>> run = new AtomicReference<>(Run.none());

  /**
   * Attempts with the same result in a row.
   *
   * @param first when the first of them was
   * @param last when the last of them was; successes that change nothing else are not counted
   * @param failing whether they failed
   * @param reason of the last failure, before or in the row; null if there was none
   * @param reasonAt when that was
   * @param since when the trouble began; null if there is none
   */
  private record Run<R>(
      Instant first, Instant last, boolean failing, R reason, Instant reasonAt, Instant since) {
    static <R> Run<R> none() {
      return new Run<>(Instant.MIN, Instant.MIN, false, null, Instant.MIN, null);
    }

    Run<R> worked(Instant now, Duration settle) {
      Instant begun = failing || first.equals(Instant.MIN) ? now : first;
      boolean over = since != null && !now.isBefore(begun.plus(settle));
      return new Run<>(begun, now, false, reason, reasonAt, over ? null : since);
    }

    Run<R> failed(R because, Instant now, Duration confirm) {
      Instant begun = failing ? first : now;
      boolean lasted = !now.isBefore(begun.plus(confirm));
      return new Run<>(begun, now, true, because, now, since == null && lasted ? begun : since);
    }

    boolean settled() {
      return !failing && since == null;
    }
  }

  LastingTrouble(Duration confirm, Duration settle, InstantSource clock) {
    this.confirm = Objects.requireNonNull(confirm, "confirm");
    this.settle = Objects.requireNonNull(settle, "settle");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  void worked() {
    Instant now = clock.instant();
    lastSuccess = now;
    if (!run.get().settled()) {
      run.updateAndGet(before -> before.worked(now, settle));
    }
  }

  void failed(R because) {
    Objects.requireNonNull(because, "because");
    Instant now = clock.instant();
    run.updateAndGet(before -> before.failed(because, now, confirm));
  }

  /** The trouble, with the reason of its last failure; empty if there is none. */
  Optional<Trouble.Row<R>> current() {
    Run<R> now = run.get();
    return Optional.ofNullable(now.since())
        .map(since -> new Trouble.Row<>(now.reason(), since, now.reasonAt()));
  }

  /** When an attempt was made last; empty before the first. */
  Optional<Instant> lastAttempt() {
    Instant success = lastSuccess;
    Instant other = run.get().last();
    Instant last = success.isAfter(other) ? success : other;
    return last.equals(Instant.MIN) ? Optional.empty() : Optional.of(last);
  }

  /** Whether further attempts may change what {@link #current} says. */
  boolean unsettled() {
    return !run.get().settled();
  }
}
