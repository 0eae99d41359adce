package io.vouchsafe.vault;

import io.vouchsafe.base.Reasons;
import java.time.Duration;
import java.util.Objects;

/**
 * How Vault is called.
 *
 * @param requestTimeout for reading and for logging in, 50 ms to 60 s; signing is bounded by the
 *     deadline of its caller
 * @param poolSize the most connections to Vault, 1 to 1,000
 * @param maxWaiting the most calls that may wait for a connection, 0 to 100,000; the next one is
 *     refused at once
 */
public record VaultSettings(Duration requestTimeout, int poolSize, int maxWaiting) {
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int MOST_CONNECTIONS = 1_000;
  private static final int MOST_WAITING = 100_000;

  /**
   * @throws IllegalArgumentException naming the property whose value cannot work
   */
  public VaultSettings {
    Objects.requireNonNull(requestTimeout, "requestTimeout");
    new Reasons()
        .unless(
            requestTimeout.compareTo(SHORTEST) >= 0 && requestTimeout.compareTo(LONGEST) <= 0,
            "vouchsafe.transit.request-timeout must be 50 ms to 60 s, not %s",
            requestTimeout)
        .unless(
            poolSize >= 1 && poolSize <= MOST_CONNECTIONS,
            "vouchsafe.transit.pool-size must be 1 to %d, not %d",
            MOST_CONNECTIONS,
            poolSize)
        .unless(
            maxWaiting >= 0 && maxWaiting <= MOST_WAITING,
            "vouchsafe.transit.max-waiting must be 0 to %d, not %d",
            MOST_WAITING,
            maxWaiting)
        .refuse();
  }

  /**
   * How many connections the keys of one algorithm may take for signing, so that a slow one leaves
   * some to the other, and both of them to reading the keys.
   */
  public int connectionsForSigning() {
    return Math.max(1, poolSize * 3 / 8);
  }
}
