package io.vouchsafe.token;

import java.util.List;

/** The value of a workload's attribute, as it becomes a claim. */
public sealed interface AttributeValue {

  /** Without {@link Unseen} characters. */
  record Text(String value) implements AttributeValue {
    /**
     * @throws IllegalArgumentException with the end of a sentence, if it has one
     */
    public Text {
      Unseen.check(value);
    }
  }

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

  /** At least one, each without {@link Unseen} characters. */
  record Texts(List<String> values) implements AttributeValue {
    /**
     * @throws IllegalArgumentException with the end of a sentence, if there is none or one has one
     */
    public Texts {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("must not be an empty list");
      }
      values.forEach(Unseen::check);
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
