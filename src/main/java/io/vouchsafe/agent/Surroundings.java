package io.vouchsafe.agent;

import io.vouchsafe.base.OneLine;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the process finds around it.
 *
 * @param variables of the environment
 * @param out standard output: what was asked for and nothing else
 * @param err standard error: what went wrong, a line each
 */
public record Surroundings(
    Map<String, String> variables, PrintStream out, PrintStream err, InstantSource clock) {
  public Surroundings {
    variables = Map.copyOf(variables);
    Objects.requireNonNull(out, "out");
    Objects.requireNonNull(err, "err");
    Objects.requireNonNull(clock, "clock");
  }

  /** A variable that is set and not empty. */
  public Optional<String> variable(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
  }

  /**
   * Writes lines to standard output. What others say may be among them, so what a terminal would
   * obey is a backslash and its code instead, which JSON reads as the character.
   */
  public void print(String lines) {
    out.println(OneLine.of(lines, "\n"));
  }

  /** Writes one line to standard error, with the program's name before it; as {@link #print}. */
  public void say(String line) {
    err.println("vouchsafe: " + OneLine.of(line));
  }
}
