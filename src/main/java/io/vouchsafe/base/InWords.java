package io.vouchsafe.base;

import java.time.Duration;

/** Values as people read them. */
public final class InWords {
  private InWords() {}

  /** A time in the two largest units that it has, cut, without its sign: {@code 3 min 12 s}. */
  public static String time(Duration signed) {
    Duration time = signed.abs();
    if (time.compareTo(Duration.ofMinutes(1)) < 0) {
      return "%d s".formatted(time.toSeconds());
    }
    if (time.compareTo(Duration.ofHours(1)) < 0) {
      return "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart());
    }
    return "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
  }
}
