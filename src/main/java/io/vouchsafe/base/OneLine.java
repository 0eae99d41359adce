package io.vouchsafe.base;

/**
 * Texts of others as they may stand in a line of the log: what would end the line, hide a part of
 * it or show it in another order is written as its code: U+202E as a backslash and {@code u202e}.
 */
public final class OneLine {
  private OneLine() {}

  /**
   * Returns {@code text} without control characters (C0, C1), separators of lines and paragraphs,
   * format characters (those of direction among them) and lone surrogates: each is a backslash, a
   * {@code u} and four hexadecimal digits instead. Returns the same object where there are none.
   */
  public static String of(String text) {
    return of(text, "");
  }

  /**
   * The same, with the characters of {@code kept} as they are.
   *
   * @param kept of the basic plane
   */
  public static String of(String text, String kept) {
    int plain = plain(text, 0, kept);
    if (plain == text.length()) {
      return text;
    }
    StringBuilder line = new StringBuilder(text.length() + 16);
    int from = 0;
    while (plain < text.length()) {
      line.append(text, from, plain);
      from = plain + Character.charCount(text.codePointAt(plain));
      for (int i = plain; i < from; i++) {
        line.append("\\u%04x".formatted((int) text.charAt(i)));
      }
      plain = plain(text, from, kept);
    }
    return line.append(text, from, plain).toString();
  }

  /** The index of the first character from {@code from} on that has to be escaped. */
  private static int plain(String text, int from, String kept) {
    int i = from;
    while (i < text.length()) {
      int code = text.codePointAt(i);
      if (isHidden(code) && kept.indexOf(code) < 0) {
        return i;
      }
      i += Character.charCount(code);
    }
    return i;
  }

  /**
   * Whether a character is of the general categories Cc, Cf, Cs, Zl or Zp (Unicode, 4.5): controls,
   * line ends, those that change how others are shown, and halves of surrogate pairs.
   */
  public static boolean isHidden(int code) {
    if (code >= ' ' && code <= '~') {
      return false;
    }
    return switch (Character.getType(code)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
