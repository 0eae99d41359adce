package io.vouchsafe.base;

import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One {@link Trouble} for each of several things, such as the keys of an issuer. Safe for many
 * threads. It holds an entry for every {@code K} that ever failed, so there must be a bound to
 * these.
 *
 * @param <K> what is tried
 * @param <R> the reason of a failure
 */
public final class Troubles<K, R> {
  private final Map<K, Trouble<R>> byKey = new ConcurrentHashMap<>();
  private final InstantSource clock;

  public Troubles(InstantSource clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  /** Reports a failure of {@code key}, as {@link Trouble#failed}. */
  public boolean failed(K key, R reason) {
    return byKey.computeIfAbsent(key, ignored -> new Trouble<>(clock)).failed(reason);
  }

  /** Reports a success of {@code key}, as {@link Trouble#worked}. */
  public boolean worked(K key) {
    Trouble<R> trouble = byKey.get(key);
    return trouble != null && trouble.worked();
  }

  /** The failures of {@code key} since its last success; empty if there were none. */
  public Optional<Trouble.Row<R>> current(K key) {
    return Optional.ofNullable(byKey.get(key)).flatMap(Trouble::current);
  }

  /** Forgets {@code seen} of {@code key}, as {@link Trouble#forget}. */
  public boolean forget(K key, Trouble.Row<R> seen) {
    Trouble<R> trouble = byKey.get(key);
    return trouble != null && trouble.forget(seen);
  }
}
