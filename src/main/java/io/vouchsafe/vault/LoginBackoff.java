package io.vouchsafe.vault;

import io.vouchsafe.base.Jitter;
import java.time.Duration;
import java.util.List;

/**
 * How often to try logins that may fail.
 *
 * @param afterRefusal how old a token must be before a refusal (403) leads to a new login
 * @param afterRoleChange how old a token that is alive must be before a refusal leads to a new
 *     login: the role may have been given more since
 * @param firstBackoff the pause after a failed login; doubles each time
 * @param longestBackoff the longest such pause
 * @param longestRefused the longest pause after a login that Vault refused
 * @param lockable the pauses after refused logins of a kind for which Vault locks users out; the
 *     last one holds from then on. Empty for the same pauses as after others
 */
record LoginBackoff(
    Duration afterRefusal,
    Duration afterRoleChange,
    Duration firstBackoff,
    Duration longestBackoff,
    Duration longestRefused,
    List<Duration> lockable) {
  private static final double SPREAD = 0.2;
  private static final double SPREAD_OF_LOCKABLE = 1.1;

  LoginBackoff {
    lockable = List.copyOf(lockable);
  }

  static LoginBackoff standard() {
    return new LoginBackoff(
        Duration.ofSeconds(5),
        Duration.ofMinutes(1),
        Duration.ofMillis(500),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        List.of(
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(4),
            Duration.ofMinutes(8),
            Duration.ofMinutes(15)));
  }

  /** The pause after so many logins in a row that failed, give or take a fifth. */
  Duration afterFailures(int failures) {
    return Jitter.around(doubled(failures, longestBackoff), SPREAD);
  }

  /**
   * The pause after so many refused logins in a row; of the lockable kind never shorter than it is
   * said, and up to a tenth longer.
   */
  Duration afterRefusals(int refusals, boolean ofLockable) {
    return ofLockable && !lockable.isEmpty()
        ? Jitter.between(
            lockable.get(Math.clamp(refusals - 1L, 0, lockable.size() - 1)), 1, SPREAD_OF_LOCKABLE)
        : Jitter.around(doubled(refusals, longestRefused), SPREAD);
  }

  private Duration doubled(int times, Duration longest) {
    Duration pause = firstBackoff.multipliedBy(1L << Math.clamp(times - 1L, 0, 20));
    return pause.compareTo(longest) > 0 ? longest : pause;
  }
}
