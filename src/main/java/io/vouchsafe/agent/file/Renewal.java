package io.vouchsafe.agent.file;

import io.vouchsafe.base.Jitter;
import java.time.Duration;

/** When a token is renewed. Pure, but for chance. */
public final class Renewal {
  /** The part of its life at which a token is renewed, and how far off by chance. */
  private static final double AT = 0.8;

  private static final double SPREAD = 0.05;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final int MOST_DOUBLINGS = 10;

  private Renewal() {}

  /** How long after it was asked for a token is renewed: 76 to 84 % of its life. */
  public static Duration after(Duration life) {
    return Jitter.around(Jitter.between(life, AT, AT), SPREAD);
  }

  /**
   * How long to wait after a failure: one second, and twice as long after each further one, up to a
   * minute, of which chance takes up to half. While a token is still good, not more than half of
   * what is left of it, so that there is always another attempt before it ends.
   *
   * @param failures in a row, from 1 on
   * @param left of the token that is there; not positive if there is none
   */
  public static Duration pause(int failures, Duration left) {
    Duration pause =
        shorter(
            FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS)), LONGEST_PAUSE);
    Duration half = left.dividedBy(2);
    boolean room = half.compareTo(FIRST_PAUSE) > 0;
    return Jitter.between(room ? shorter(pause, half) : pause(left, pause), 0.5, 1);
  }

  private static Duration pause(Duration left, Duration pause) {
    return left.isPositive() ? FIRST_PAUSE : pause;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
