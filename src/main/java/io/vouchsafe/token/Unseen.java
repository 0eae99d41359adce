package io.vouchsafe.token;

import io.vouchsafe.base.OneLine;
import java.util.Optional;

/**
 * Characters that nobody sees, or that change how others are shown: two texts that look alike would
 * be two workloads, or two relying parties. These are the general categories Cc, Cf, Cs, Zl and Zp
 * (Unicode, 4.5) and Default_Ignorable_Code_Point (Unicode, 5.21), so every control, bidirectional
 * and zero-width character, variation selectors, fillers such as U+3164, and halves of surrogate
 * pairs.
 */
public final class Unseen {
  /** Default_Ignorable_Code_Point beyond category Cf: first and last of each range. */
  private static final int[][] IGNORABLE = {
    {0x034f, 0x034f},
    {0x115f, 0x1160},
    {0x17b4, 0x17b5},
    {0x180b, 0x180f},
    {0x2065, 0x2065},
    {0x3164, 0x3164},
    {0xfe00, 0xfe0f},
    {0xffa0, 0xffa0},
    {0xfff0, 0xfff8},
    {0xe0000, 0xe0fff}
  };

  private Unseen() {}

  /**
   * What is wrong with {@code text}, as the end of a sentence: {@code must not contain U+200B, ..}.
   *
   * @return empty if it has none of these characters
   */
  public static Optional<String> fault(String text) {
    return text.codePoints()
        .filter(Unseen::is)
        .mapToObj(
            "must not contain control characters, nor others that nobody sees (here U+%04X)"
                ::formatted)
        .findFirst();
  }

  /**
   * @throws IllegalArgumentException saying what is wrong with {@code text}, if anything is
   */
  public static void check(String text) {
    fault(text)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(fault);
            });
  }

  private static boolean is(int codePoint) {
    return OneLine.isHidden(codePoint) || isIgnorable(codePoint);
  }

  private static boolean isIgnorable(int codePoint) {
    if (codePoint < IGNORABLE[0][0]) {
      return false;
    }
    for (int[] range : IGNORABLE) {
      if (codePoint >= range[0] && codePoint <= range[1]) {
        return true;
      }
    }
    return false;
  }
}
