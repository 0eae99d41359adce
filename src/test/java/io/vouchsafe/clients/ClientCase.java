package io.vouchsafe.clients;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * An unmodified client that takes a token and has it verified.
 *
 * @param name its name and how it takes the token
 * @param tool what runs it
 * @param script what the tool runs
 * @param settings what it is given, by variables
 * @param check takes what it printed after {@code result:}, and throws what is wrong with it
 * @param wrapper a command that runs the tool, or nothing
 */
record ClientCase(
    String name,
    Tool tool,
    String script,
    Map<String, String> settings,
    Consumer<String> check,
    List<String> wrapper) {

  ClientCase(
      String name, Tool tool, String script, Map<String, String> settings, Consumer<String> check) {
    this(name, tool, script, settings, check, List.of());
  }

  /** The same, run by another command. */
  ClientCase wrapped(String by, List<String> command) {
    return new ClientCase(name + ", " + by, tool, script, settings, check, command);
  }

  /** What to run, or nothing where the tool is not there. */
  Optional<List<String>> command() {
    return tool.command(script)
        .map(command -> Stream.concat(wrapper.stream(), command.stream()).toList());
  }

  /** Wants this result and no other. */
  static Consumer<String> is(Object expected) {
    return result -> {
      if (!expected.equals(result)) {
        throw new IllegalStateException("expected %s, came %s".formatted(expected, result));
      }
    };
  }
}
