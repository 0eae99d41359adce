package io.vouchsafe.http;

import java.time.Duration;
import java.util.Objects;

/**
 * The bounds of the public port.
 *
 * @param maxBody octets that a request's body may have
 * @param maxCalls calls of one kind that may be under way, 1 to 1,000,000: for RS256 tokens, ES256
 *     tokens, several tokens, grants
 * @param maxBodies octets that the bodies of all calls under way may have, at least {@code maxBody}
 * @param deadline how long a caller waits for a token, at most
 */
public record HttpSettings(int maxBody, int maxCalls, long maxBodies, Duration deadline) {
  private static final int MOST_CALLS = 1_000_000;

  /**
   * @throws IllegalArgumentException naming the property whose value cannot work
   */
  public HttpSettings {
    Objects.requireNonNull(deadline, "deadline");
    if (maxBody < 1) {
      throw new IllegalArgumentException("max-body must be at least one octet");
    }
    if (maxCalls < 1 || maxCalls > MOST_CALLS) {
      throw new IllegalArgumentException(
          "max-calls must be 1 to %d, not %d".formatted(MOST_CALLS, maxCalls));
    }
    if (maxBodies < maxBody) {
      throw new IllegalArgumentException(
          "max-bodies must be at least max-body (%d octets), not %d".formatted(maxBody, maxBodies));
    }
  }
}
