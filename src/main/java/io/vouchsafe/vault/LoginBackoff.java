package io.vouchsafe.vault;

import java.time.Duration;

/**
 * How often to try logins that may fail.
 *
 * @param afterRefusal how old a token must be before a refusal (403) leads to a new login
 * @param afterRoleChange how old a token that is alive must be before a refusal leads to a new
 *     login: the role may have been given more since
 * @param firstBackoff the pause after a failed login; doubles each time
 * @param longestBackoff the longest such pause
 */
record LoginBackoff(
    Duration afterRefusal,
    Duration afterRoleChange,
    Duration firstBackoff,
    Duration longestBackoff) {

  static LoginBackoff standard() {
    return new LoginBackoff(
        Duration.ofSeconds(5),
        Duration.ofMinutes(1),
        Duration.ofMillis(500),
        Duration.ofSeconds(15));
  }

  Duration backoff(int failures) {
    Duration pause = firstBackoff.multipliedBy(1L << Math.min(20, Math.max(0, failures - 1)));
    return pause.compareTo(longestBackoff) > 0 ? longestBackoff : pause;
  }
}
