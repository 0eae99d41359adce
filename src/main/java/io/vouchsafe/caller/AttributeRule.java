package io.vouchsafe.caller;

import io.vouchsafe.token.AttributeValue;
import io.vouchsafe.token.Unseen;
import java.util.Collection;
import java.util.List;

/**
 * The values that a broker may set for one attribute.
 *
 * @param allowed exact values, prefixes followed by {@code *}, or {@code *} for every value; whole
 *     numbers and booleans are compared in their JSON form. With {@code list:} before it, one is
 *     for the elements of a list, and else for a single value
 */
record AttributeRule(List<String> allowed) {
  private static final String LIST = "list:";

  /**
   * @throws IllegalArgumentException if there is no value, an empty one, one with a {@code *} that
   *     is not at its end, or one that no workload can have
   */
  AttributeRule {
    allowed = List.copyOf(allowed);
    if (allowed.isEmpty() || allowed.stream().anyMatch(value -> element(value).isBlank())) {
      throw new IllegalArgumentException("needs a value, a prefix followed by *, or *");
    }
    for (String value : allowed) {
      int star = value.indexOf('*');
      if (star >= 0 && star < value.length() - 1) {
        throw new IllegalArgumentException("may have a * only at the end of a value, not " + value);
      }
      Unseen.check(value);
    }
  }

  /** Whether a rule in the words of the configuration allows a single value at all. */
  static boolean allowsSingle(Collection<String> allowed) {
    return allowed.stream().anyMatch(value -> !value.startsWith(LIST));
  }

  /** Whether one value in the words of the configuration is for the elements of a list. */
  static boolean isOfList(String allowed) {
    return allowed.startsWith(LIST);
  }

  /** Whether both allow one single value. */
  boolean overlaps(AttributeRule other) {
    return allowed.stream()
        .filter(one -> !isOfList(one))
        .anyMatch(
            one ->
                other.allowed.stream()
                    .filter(two -> !isOfList(two))
                    .anyMatch(two -> overlap(one, two)));
  }

  private static boolean overlap(String one, String two) {
    if (!one.endsWith("*")) {
      return matches(two, one);
    }
    if (!two.endsWith("*")) {
      return matches(one, two);
    }
    String prefix = one.substring(0, one.length() - 1);
    String other = two.substring(0, two.length() - 1);
    return prefix.startsWith(other) || other.startsWith(prefix);
  }

  private static String element(String value) {
    return value.startsWith(LIST) ? value.substring(LIST.length()) : value;
  }

  /** Whether {@code value} is allowed, and every element of it. */
  boolean allows(AttributeValue value) {
    boolean list = value instanceof AttributeValue.Texts;
    return value.texts().stream().allMatch(text -> allows(list, text));
  }

  private boolean allows(boolean list, String text) {
    return allowed.stream()
        .filter(pattern -> pattern.startsWith(LIST) == list)
        .anyMatch(pattern -> matches(element(pattern), text));
  }

  private static boolean matches(String pattern, String text) {
    return pattern.endsWith("*")
        ? text.startsWith(pattern.substring(0, pattern.length() - 1))
        : text.equals(pattern);
  }
}
