package io.vouchsafe.token;

import java.util.List;

/** The value of a workload's attribute, as it becomes a claim. */
public sealed interface AttributeValue {

  record Text(String value) implements AttributeValue {}

  /** Within ±(2^53 - 1), so that every JSON parser reads the same number (RFC 8259, 6). */
  record Whole(long value) implements AttributeValue {
    private static final long LARGEST = (1L << 53) - 1;

    public Whole {
      if (value > LARGEST || value < -LARGEST) {
        throw new IllegalArgumentException("must be a whole number within ±(2^53 - 1)");
      }
    }
  }

  record Flag(boolean value) implements AttributeValue {}

  record Texts(List<String> values) implements AttributeValue {
    public Texts {
      values = List.copyOf(values);
    }
  }

  /** The value as a JSON library takes it: a string, a long, a boolean or a list of strings. */
  default Object toClaim() {
    return switch (this) {
      case Text(String value) -> value;
      case Whole(long value) -> value;
      case Flag(boolean value) -> value;
      case Texts(List<String> values) -> values;
    };
  }

  /** Each single value in its text form, as rules match it. */
  default List<String> texts() {
    return switch (this) {
      case Text(String value) -> List.of(value);
      case Whole(long value) -> List.of(Long.toString(value));
      case Flag(boolean value) -> List.of(Boolean.toString(value));
      case Texts(List<String> values) -> values;
    };
  }
}
