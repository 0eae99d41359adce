package io.vouchsafe.clients;

import java.util.Map;
import java.util.function.Consumer;

/**
 * An unmodified client that takes a token and has it verified.
 *
 * @param name its name and how it takes the token
 * @param tool what runs it
 * @param script what the tool runs
 * @param settings what it is given, by variables
 * @param check takes what it printed after {@code result:}, and throws what is wrong with it
 */
record ClientCase(
    String name, Tool tool, String script, Map<String, String> settings, Consumer<String> check) {

  /** Wants this result and no other. */
  static Consumer<String> is(Object expected) {
    return result -> {
      if (!expected.equals(result)) {
        throw new IllegalStateException("expected %s, came %s".formatted(expected, result));
      }
    };
  }
}
