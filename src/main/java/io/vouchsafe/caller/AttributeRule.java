package io.vouchsafe.caller;

import io.vouchsafe.token.AttributeValue;
import java.util.List;

/**
 * The values that a broker may set for one attribute.
 *
 * @param allowed exact values, prefixes followed by {@code *}, or {@code *} for every value; whole
 *     numbers and booleans are compared in their JSON form
 */
record AttributeRule(List<String> allowed) {

  /**
   * @throws IllegalArgumentException if there is no value, an empty one, or one with a {@code *}
   *     that is not at its end
   */
  AttributeRule {
    allowed = List.copyOf(allowed);
    if (allowed.isEmpty() || allowed.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("needs a value, a prefix followed by *, or *");
    }
    for (String value : allowed) {
      int star = value.indexOf('*');
      if (star >= 0 && star < value.length() - 1) {
        throw new IllegalArgumentException("may have a * only at the end of a value, not " + value);
      }
    }
  }

  /** Whether every single value of {@code value} is allowed. */
  boolean allows(AttributeValue value) {
    return value.texts().stream().allMatch(this::allows);
  }

  private boolean allows(String text) {
    return allowed.stream().anyMatch(pattern -> matches(pattern, text));
  }

  private static boolean matches(String pattern, String text) {
    return pattern.endsWith("*")
        ? text.startsWith(pattern.substring(0, pattern.length() - 1))
        : text.equals(pattern);
  }
}
