package io.vouchsafe.http.connection;

import java.time.Duration;
import java.util.Objects;

/**
 * The bounds of the connections to the public port.
 *
 * @param max connections in all, 1 to 1,000,000
 * @param maxPerPeer connections of one peer address, 1 to {@code max}
 * @param maxHeads octets of all request heads that are not whole yet, at least 64 KiB
 * @param headTimeout from the acceptance of a connection, or the first octet of a next request,
 *     until the request's head is whole; a TLS handshake is a part of it
 * @param idleTimeout for which a connection may have no request
 * @param answerTimeout in which the peer has to take what was written
 */
public record ConnectionSettings(
    int max,
    int maxPerPeer,
    long maxHeads,
    Duration headTimeout,
    Duration idleTimeout,
    Duration answerTimeout) {
  private static final int MOST = 1_000_000;
  private static final long LEAST_HEADS = 64L * 1024;
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofHours(1);

  /**
   * @throws IllegalArgumentException naming the property whose value cannot work
   */
  public ConnectionSettings {
    if (max < 1 || max > MOST) {
      throw new IllegalArgumentException("max must be 1 to %d, not %d".formatted(MOST, max));
    }
    if (maxPerPeer < 1 || maxPerPeer > max) {
      throw new IllegalArgumentException(
          "max-per-peer must be 1 to max (%d), not %d".formatted(max, maxPerPeer));
    }
    if (maxHeads < LEAST_HEADS) {
      throw new IllegalArgumentException(
          "max-heads must be at least %d octets, not %d".formatted(LEAST_HEADS, maxHeads));
    }
    check("head-timeout", headTimeout);
    check("idle-timeout", idleTimeout);
    check("answer-timeout", answerTimeout);
  }

  private static void check(String property, Duration value) {
    Objects.requireNonNull(value, property);
    if (value.compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("%s must be 100 ms to 1 h".formatted(property));
    }
  }
}
