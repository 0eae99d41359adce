package io.vouchsafe.agent.cli;

import io.vouchsafe.agent.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Options of a verb, by name; none is read by reflection. */
final class Options {
  private static final String END = ".;:";

  private Options() {}

  /** An option with a value. */
  static OptionSpec value(String name, String label, String... description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(String.class)
        .description(paragraphs(description))
        .build();
  }

  /** An option with a value that may stand there more than once. */
  static OptionSpec values(String name, String label, String... description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .description(paragraphs(description))
        .build();
  }

  /** An option without a value. */
  static OptionSpec flag(String name, String... description) {
    return OptionSpec.builder(name)
        .type(boolean.class)
        .arity("0")
        .description(paragraphs(description))
        .build();
  }

  /** A verb with its help. */
  static CommandSpec verb(String name, String... description) {
    CommandSpec spec = CommandSpec.create().name(name).mixinStandardHelpOptions(false);
    spec.usageMessage().description(paragraphs(description)).width(100).sortOptions(false);
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .arity("0")
            .type(boolean.class)
            .description("Shows this help.")
            .build());
    return spec;
  }

  static Optional<String> text(ParseResult line, String name) {
    return Optional.ofNullable(line.matchedOptionValue(name, null));
  }

  static List<String> texts(ParseResult line, String name) {
    return line.matchedOptionValue(name, List.of());
  }

  static boolean isSet(ParseResult line, String name) {
    return line.matchedOptionValue(name, false);
  }

  /**
   * @throws Fault if one of these options is there without the one that they say more of
   */
  static void refuseWithout(String partner, ParseResult line, String... options) throws Fault {
    if (line.hasMatchedOption(partner)) {
      return;
    }
    for (String option : options) {
      if (line.hasMatchedOption(option)) {
        throw Fault.misused("%s needs %s too".formatted(option, partner));
      }
    }
  }

  /**
   * Lines that end in the middle of a sentence go on with the next, so that help is wrapped once.
   */
  private static String[] paragraphs(String... lines) {
    List<String> paragraphs = new ArrayList<>();
    StringBuilder paragraph = new StringBuilder();
    for (String line : lines) {
      paragraph.append(paragraph.isEmpty() ? "" : " ").append(line);
      if (line.isEmpty() || END.indexOf(line.charAt(line.length() - 1)) >= 0) {
        paragraphs.add(paragraph.toString());
        paragraph.setLength(0);
      }
    }
    if (!paragraph.isEmpty()) {
      paragraphs.add(paragraph.toString());
    }
    return paragraphs.toArray(String[]::new);
  }
}
