package io.vouchsafe.audit;

import io.vouchsafe.base.Masked;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes one JSON object (RFC 8259) of printable ASCII alone: everything else is escaped as {@code
 * \}{@code uXXXX}, by its UTF-16 code units. What looks like a JWT or a token of Vault, in whatever
 * string, is masked ({@link Masked#bearers}). Not safe for several threads.
 */
final class JsonText {
  private static final String HEX = "0123456789abcdef";

  private final StringBuilder text = new StringBuilder(1024);
  private boolean first = true;

  /** Begins the object. */
  JsonText() {
    text.append('{');
  }

  JsonText with(String name, String value) {
    name(name);
    quoted(value);
    return this;
  }

  JsonText with(String name, Optional<String> value) {
    value.ifPresent(there -> with(name, there));
    return this;
  }

  JsonText with(String name, long value) {
    name(name);
    text.append(value);
    return this;
  }

  /**
   * A claim: a string, a number, a boolean, a list or a map of these; anything else as its text.
   */
  JsonText with(String name, Object value) {
    name(name);
    any(value);
    return this;
  }

  /** The object as far as it was written, without its end. */
  String unended() {
    return text.toString();
  }

  private void name(String name) {
    if (!first) {
      text.append(',');
    }
    first = false;
    quoted(name);
    text.append(':');
  }

  private void any(Object value) {
    switch (value) {
      case Number number -> text.append(number);
      case Boolean flag -> text.append(flag);
      case List<?> list -> list(list);
      case Map<?, ?> map -> map(map);
      default -> quoted(String.valueOf(value));
    }
  }

  private void list(List<?> list) {
    text.append('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        text.append(',');
      }
      any(list.get(i));
    }
    text.append(']');
  }

  private void map(Map<?, ?> map) {
    text.append('{');
    boolean comma = false;
    for (Map.Entry<?, ?> member : map.entrySet()) {
      if (comma) {
        text.append(',');
      }
      comma = true;
      quoted(String.valueOf(member.getKey()));
      text.append(':');
      any(member.getValue());
    }
    text.append('}');
  }

  private void quoted(String said) {
    String value = Masked.bearers(said);
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char unit = value.charAt(i);
      if (unit == '"' || unit == '\\') {
        text.append('\\').append(unit);
      } else if (unit >= ' ' && unit <= '~') {
        text.append(unit);
      } else {
        escaped(unit);
      }
    }
    text.append('"');
  }

  private void escaped(char unit) {
    text.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      text.append(HEX.charAt(unit >> shift & 0xf));
    }
  }
}
