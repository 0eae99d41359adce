package io.vouchsafe.http.connection;

import io.vouchsafe.base.Reasons;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How the public port ends.
 *
 * @param delay for how long it stays open when the service is not ready any more, up to 1 h; left
 *     out, {@link #WATCHED_DELAY} if somebody asked for readiness in the last {@link #MEMORY}, and
 *     else none, since then there is nobody to tell
 * @param timeout how long requests that are under way then have to end, up to 1 h
 */
public record ShutdownSettings(Optional<Duration> delay, Duration timeout) {
  static final Duration WATCHED_DELAY = Duration.ofSeconds(10);
  static final Duration MEMORY = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  /**
   * @throws IllegalArgumentException naming the property whose value cannot work
   */
  public ShutdownSettings {
    Objects.requireNonNull(timeout, "timeout");
    Reasons reasons = new Reasons();
    delay.ifPresent(it -> check("shutdown-delay", it, reasons));
    check("shutdown-timeout", timeout, reasons);
    reasons.refuse();
  }

  private static void check(String property, Duration value, Reasons reasons) {
    reasons.unless(
        !value.isNegative() && value.compareTo(LONGEST) <= 0, "%s must be 0 s to 1 h", property);
  }

  /**
   * The delay.
   *
   * @param watched whether somebody asked for readiness in the last {@link #MEMORY}
   */
  Duration delay(boolean watched) {
    return delay.orElse(watched ? WATCHED_DELAY : Duration.ZERO);
  }
}
