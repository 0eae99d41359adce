package io.vouchsafe.agent.cli;

import static java.util.stream.Collectors.joining;

import io.vouchsafe.base.OneLine;
import java.util.Comparator;
import java.util.Optional;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said of a command line that cannot be read: what is wrong, and what there is. */
final class Misuse {
  private static final int FARTHEST = 3;

  private Misuse() {}

  static String of(ParameterException fault) {
    CommandSpec spec = fault.getCommandLine().getCommandSpec();
    return "%s (%s --help shows the usage)"
        .formatted(OneLine.of(inWords(fault, spec)), spec.qualifiedName());
  }

  private static String inWords(ParameterException fault, CommandSpec spec) {
    return switch (fault) {
      case UnmatchedArgumentException more when !more.getUnmatched().isEmpty() ->
          unmatched(more.getUnmatched().getFirst(), spec);
      case MissingParameterException less when isPositional(less) ->
          missing(less.getMissing().getFirst());
      default -> fault.getMessage();
    };
  }

  private static boolean isPositional(MissingParameterException fault) {
    return !fault.getMissing().isEmpty() && fault.getMissing().getFirst().isPositional();
  }

  private static String missing(ArgSpec argument) {
    return "%s is missing: %s"
        .formatted(argument.paramLabel(), String.join(" ", argument.description()));
  }

  private static String unmatched(String argument, CommandSpec spec) {
    if (argument.startsWith("-")) {
      String name = argument.split("=", 2)[0];
      return "unknown option '%s'%s"
          .formatted(name, nearest(name, spec).map(" (the nearest is %s)"::formatted).orElse(""));
    }
    if (!spec.subcommands().isEmpty()) {
      return "unknown verb '%s'; there are: %s"
          .formatted(argument, String.join(", ", spec.subcommands().keySet()));
    }
    String takes =
        spec.positionalParameters().stream()
            .map(PositionalParamSpec::paramLabel)
            .map(label -> "one " + label)
            .collect(joining(", "));
    return "'%s' is too much: %s only".formatted(argument, takes.isEmpty() ? "options" : takes);
  }

  private static Optional<String> nearest(String name, CommandSpec spec) {
    return spec.optionsMap().keySet().stream()
        .filter(option -> distance(name, option) <= FARTHEST)
        .min(Comparator.comparingInt(option -> distance(name, option)));
  }

  /** How many letters have to be put in, left out or changed (Levenshtein). */
  private static int distance(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int column = 0; column < above.length; column++) {
      above[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      int[] now = new int[above.length];
      now[0] = row;
      for (int column = 1; column < now.length; column++) {
        int changed = from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1;
        now[column] =
            Math.min(above[column - 1] + changed, 1 + Math.min(above[column], now[column - 1]));
      }
      above = now;
    }
    return above[to.length()];
  }
}
