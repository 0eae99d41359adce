package io.vouchsafe.testing;

import java.time.Duration;
import java.time.Instant;

/**
 * What an instance can know of the grants that were revoked at another one: at the latest when a
 * list that was read before is older than {@code max-ring-age}.
 */
public interface Reach {
  Reach ALWAYS = (_, _) -> Instant.MIN;

  /**
   * Since when {@code reader} can read what was revoked at {@code writer}; {@link Instant#MAX}
   * while it cannot.
   */
  Instant since(Fleet.Instance reader, Fleet.Instance writer);

  /** How old a list of revoked grants may be by which a grant is accepted. */
  default Duration oldest() {
    return CompressedTimes.MAX_RING_AGE;
  }

  /**
   * Whether {@code reader} says by itself that it has read the list of {@code writer} since a grant
   * was revoked there. One that is too slow to read it in time has not, though its way is free.
   */
  default boolean hasRead(
      Fleet.Instance reader, Fleet.Instance writer, String issuer, Instant revoked) {
    return true;
  }
}
