package io.vouchsafe.config;

import io.vouchsafe.base.Masked;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What the lines about a configuration show of values. A secret that was pasted into the setting of
 * something else is refused there, and the refusal is read by many: by a terminal, a CI log, a log
 * collector. So nothing that looks like a secret is repeated, and nothing that is very long.
 */
public final class Hidden {
  /** Longer values are no numbers, times or names. */
  private static final int SHOWN = 64;

  private static final int KEPT = 8;

  /** A word that is no path, URL or name of a setting. */
  private static final Pattern LONG =
      Pattern.compile(
          "(?<![\\w+/=.~-])(?!/|VOUCHSAFE_|QUARKUS_|vouchsafe\\.|quarkus\\.|smallrye\\.)[\\w+/=.~-]{%d,}"
              .formatted(SHOWN + 1));

  private Hidden() {}

  /** The text without what looks like a secret, and with the beginning of very long words. */
  public static String in(String text) {
    return LONG.matcher(Masked.of(text)).replaceAll(Hidden::cut);
  }

  /** A whole value, in one line. */
  static String value(String value) {
    String line = in(value).replaceAll("\\s+", " ");
    return line.length() > SHOWN ? cut(line) : line;
  }

  private static String cut(MatchResult word) {
    return cut(word.group()).replace("$", "\\$");
  }

  private static String cut(String text) {
    return "%s.. (%d characters)".formatted(text.substring(0, KEPT), text.length());
  }
}
