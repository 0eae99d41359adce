package io.vouchsafe.ops;

import io.vouchsafe.base.Trouble;
import io.vouchsafe.base.Troubles;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/**
 * The keys whose last signing attempt failed. A trouble ends with the next token, or when no
 * attempt failed for a while and the key can be read, since a balancer that sends no requests to an
 * unhealthy instance would never see a token.
 */
public final class SigningTroubles {
  private final Troubles<String, String> byKey;
  private final Duration memory;
  private final InstantSource clock;

  /**
   * @param memory how long after its last failure a trouble counts, where the key can be read
   */
  public SigningTroubles(Duration memory, InstantSource clock) {
    this.memory = Objects.requireNonNull(memory, "memory");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.byKey = new Troubles<>(clock);
  }

  void failed(String keyName, String reason) {
    byKey.failed(keyName, reason);
  }

  void worked(String keyName) {
    byKey.worked(keyName);
  }

  /**
   * The failures of signing with the key; empty if nothing is known to be wrong.
   *
   * @param readable whether the key can be read; while it cannot, nothing is forgotten
   */
  Optional<Trouble.Row<String>> of(String keyName, boolean readable) {
    Optional<Trouble.Row<String>> trouble = byKey.current(keyName);
    trouble
        .filter(row -> readable && !clock.instant().isBefore(row.last().plus(memory)))
        .ifPresent(row -> byKey.forget(keyName, row));
    return byKey.current(keyName);
  }
}
