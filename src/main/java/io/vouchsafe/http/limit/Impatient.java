package io.vouchsafe.http.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Remembers who was refused several times in a row and when each may come again, so that one who
 * does not wait is refused before anything of a further request is read. Safe for many threads.
 *
 * @param <T> what to tell them
 */
public final class Impatient<T> {
  /** So many refusals in a row are looked at one by one. */
  public static final int FORGIVEN = 3;

  private static final int MOST_HOLDERS = 10_000;

  private record Refusals<T>(int inARow, Instant until, T last) {}

  private final InstantSource clock;
  private final Cache<String, Refusals<T>> refused =
      Caffeine.newBuilder().maximumSize(MOST_HOLDERS).executor(Runnable::run).build();

  public Impatient(InstantSource clock) {
    this.clock = clock;
  }

  /** The holder was refused and is to come again after {@code pause}. */
  public void refused(String holder, Duration pause, T refusal) {
    Instant until = clock.instant().plus(pause);
    refused
        .asMap()
        .merge(
            holder,
            new Refusals<>(1, until, refusal),
            (before, now) -> new Refusals<>(before.inARow() + 1, until, refusal));
  }

  /** The holder was let in. */
  public void admitted(String holder) {
    if (refused.getIfPresent(holder) != null) {
      refused.invalidate(holder);
    }
  }

  /** The last refusal of a holder who was refused too often and does not wait. */
  public Optional<T> stillRefused(String holder) {
    return Optional.ofNullable(refused.getIfPresent(holder))
        .filter(it -> it.inARow() >= FORGIVEN && clock.instant().isBefore(it.until()))
        .map(Refusals::last);
  }
}
