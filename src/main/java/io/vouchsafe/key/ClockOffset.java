package io.vouchsafe.key;

import io.vouchsafe.base.InWords;
import java.time.Duration;
import java.time.Instant;

/**
 * How far the custodian's clock is ahead of ours, as one answer shows it: between {@code least} and
 * {@code most}, since its times are whole seconds and the answer took a while.
 */
public record ClockOffset(Duration least, Duration most) {
  private static final Duration RESOLUTION = Duration.ofSeconds(1);

  public ClockOffset {
    if (least.compareTo(most) > 0) {
      throw new IllegalArgumentException("least is more than most");
    }
  }

  /**
   * The offset that an answer shows.
   *
   * @param asked when the request left, by our clock
   * @param answered when the answer was there, by our clock
   * @param theirs the answer's time, cut to whole seconds
   */
  public static ClockOffset of(Instant asked, Instant answered, Instant theirs) {
    return new ClockOffset(
        Duration.between(answered, theirs), Duration.between(asked, theirs.plus(RESOLUTION)));
  }

  /**
   * By how much the clocks certainly differ; positive if the custodian's is ahead, zero if they may
   * agree.
   */
  public Duration certain() {
    if (least.isPositive()) {
      return least;
    }
    return most.isNegative() ? most : Duration.ZERO;
  }

  /** Which clock is behind and by how much, where that is more than {@code clockError}. */
  public String words(Duration clockError) {
    return "this instance's clock is %s %s Vault's, more than clock-error (%s)"
        .formatted(
            InWords.time(certain()),
            certain().isNegative() ? "ahead of" : "behind",
            InWords.time(clockError));
  }

  /** Whether the clocks are certainly further apart than {@code bound}. */
  public boolean exceeds(Duration bound) {
    return certain().abs().compareTo(bound) > 0;
  }
}
