package io.vouchsafe.caller.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** What is drawn in one run. */
final class Chance {
  private final SplittableRandom random;

  Chance(long seed) {
    random = new SplittableRandom(seed ^ 0x5eed);
  }

  boolean likely(double chance) {
    return random.nextDouble() < chance;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T anyOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** A time from zero to {@code most}. */
  Duration upTo(Duration most) {
    return Duration.ofMillis(random.nextLong(most.toMillis() + 1));
  }

  Duration jittered(Duration pause) {
    return pause.multipliedBy(9).dividedBy(10).plus(upTo(pause.dividedBy(5)));
  }

  /** How far a clock is ahead; the extremes are the likeliest. */
  Duration clockError(Duration most) {
    Duration error = likely(0.6) ? most : upTo(most);
    return likely(0.5) ? error : error.negated();
  }
}
