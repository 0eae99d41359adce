package io.vouchsafe.http.connection;

import io.vouchsafe.base.Reasons;
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
    Reasons reasons =
        new Reasons()
            .unless(max >= 1 && max <= MOST, "max must be 1 to %d, not %d", MOST, max)
            .unless(
                maxPerPeer >= 1 && (maxPerPeer <= max || max < 1),
                "max-per-peer must be 1 to max (%d), not %d",
                max,
                maxPerPeer)
            .unless(
                maxHeads >= LEAST_HEADS,
                "max-heads must be at least %d octets, not %d",
                LEAST_HEADS,
                maxHeads);
    check("head-timeout", headTimeout, reasons);
    check("idle-timeout", idleTimeout, reasons);
    check("answer-timeout", answerTimeout, reasons);
    reasons.refuse();
  }

  private static void check(String property, Duration value, Reasons reasons) {
    Objects.requireNonNull(value, property);
    reasons.unless(
        value.compareTo(SHORTEST) >= 0 && value.compareTo(LONGEST) <= 0,
        "%s must be 100 ms to 1 h",
        property);
  }
}
