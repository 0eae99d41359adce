package io.vouchsafe.agent.cli;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.Surroundings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** One of the things that the program does. */
interface Verb {
  /** Its name, options and help. */
  CommandSpec spec();

  /**
   * Does it.
   *
   * @return the number with which the process ends, as {@link io.vouchsafe.agent.ExitCode} has them
   * @throws Fault if it cannot be done; its message becomes the line on standard error
   */
  int run(ParseResult line, Surroundings surroundings) throws Fault;
}
