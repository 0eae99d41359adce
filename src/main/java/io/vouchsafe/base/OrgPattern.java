package io.vouchsafe.base;

import java.util.Objects;
import java.util.Optional;

/**
 * A text in which the name of an organisation stands once, such as {@code
 * https://id.example.com/org/{org}}. A name is 1 to 63 of {@code a-z}, {@code 0-9} and {@code -},
 * and begins with a letter or a digit.
 *
 * @param before what comes before the name
 * @param after what comes after it
 */
public record OrgPattern(String before, String after) {
  /** Where the name goes. */
  public static final String PLACE = "{org}";

  private static final int LONGEST_NAME = 63;

  /** The longest name that an organisation can have. */
  public static final String LONGEST = "a".repeat(LONGEST_NAME);

  public OrgPattern {
    Objects.requireNonNull(before, "before");
    Objects.requireNonNull(after, "after");
  }

  /** Whether a text has {@value #PLACE} in it, once or more often. */
  public static boolean isIn(String text) {
    return text.contains(PLACE);
  }

  /**
   * @throws IllegalArgumentException if {@value #PLACE} is not in {@code text} exactly once
   */
  public static OrgPattern parse(String text) {
    int place = text.indexOf(PLACE);
    if (place < 0 || place != text.lastIndexOf(PLACE)) {
      throw new IllegalArgumentException("must have %s in it exactly once".formatted(PLACE));
    }
    return new OrgPattern(text.substring(0, place), text.substring(place + PLACE.length()));
  }

  /** Whether an organisation can be called so. */
  public static boolean isName(String text) {
    return isName(text, 0, text.length());
  }

  private static boolean isName(String text, int from, int to) {
    if (to <= from || to - from > LONGEST_NAME || text.charAt(from) == '-') {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (!isOfName(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfName(char character) {
    return (character >= 'a' && character <= 'z')
        || (character >= '0' && character <= '9')
        || character == '-';
  }

  /** The text of one organisation. */
  public String of(String org) {
    return before + org + after;
  }

  /** The organisation whose text this is. */
  public Optional<String> org(String text) {
    int to = text.length() - after.length();
    return text.startsWith(before)
            && text.endsWith(after)
            && isName(text, before.length(), Math.max(to, before.length()))
        ? Optional.of(text.substring(before.length(), to))
        : Optional.empty();
  }

  /** Whether an organisation can have this text. */
  public boolean makes(String text) {
    return org(text).isPresent();
  }

  /** The pattern of what follows the text. */
  public OrgPattern plus(String more) {
    return new OrgPattern(before, after + more);
  }

  /** Whether two organisations, of this pattern and of the other, could have one text. */
  public boolean overlaps(OrgPattern other) {
    return mayMeet(before, other.before, true) && mayMeet(after, other.after, false);
  }

  /** What the longer one has more, the name beside the shorter one has to be able to have. */
  private static boolean mayMeet(String one, String other, boolean atTheBegin) {
    String longer = one.length() < other.length() ? other : one;
    String shorter = one.length() < other.length() ? one : other;
    if (!(atTheBegin ? longer.startsWith(shorter) : longer.endsWith(shorter))) {
      return false;
    }
    String more =
        atTheBegin
            ? longer.substring(shorter.length())
            : longer.substring(0, longer.length() - shorter.length());
    return more.chars().allMatch(it -> isOfName((char) it));
  }

  @Override
  public String toString() {
    return of(PLACE);
  }
}
