package io.vouchsafe.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.Surroundings;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command line of the program, made of its verbs. */
public final class CommandLines {
  private static final List<Verb> VERBS =
      List.of(
          new TokenVerb(),
          new AgentVerb(),
          new ExecVerb(),
          new AwsCredentialsVerb(),
          new CheckVerb(),
          new LintVerb());

  private CommandLines() {}

  /**
   * Runs the program.
   *
   * @param version what {@code --version} prints
   * @return the number with which the process is to end
   */
  public static int run(String version, Surroundings surroundings, String... arguments) {
    CommandLine line = new CommandLine(root(version));
    line.setOut(writer(surroundings.out()));
    line.setErr(writer(surroundings.err()));
    line.setParameterExceptionHandler((fault, given) -> misused(Misuse.of(fault), surroundings));
    line.setExecutionStrategy(result -> execute(result, surroundings));
    int status = line.execute(arguments);
    surroundings.out().flush();
    return surroundings.out().checkError() && status == ExitCode.DONE.number()
        ? ExitCode.FILE.number()
        : status;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, UTF_8), true);
  }

  private static CommandSpec root(String version) {
    CommandSpec root =
        Options.verb(
            "vouchsafe",
            "Gets identity tokens for a workload, keeps them where SDKs look for them, and checks",
            "issuers and relying parties.");
    root.version(version);
    root.addOption(
        OptionSpec.builder("--version")
            .versionHelp(true)
            .arity("0")
            .type(boolean.class)
            .description("Shows the version.")
            .build());
    root.usageMessage()
        .footer(
            "",
            "vouchsafe VERB --help tells more of a verb.",
            "Ends with 0 if it was done, 1 if it was refused or a check found something, 2 if the",
            "command line is wrong, 3 if the other side is away, 4 if a file cannot be used.");
    VERBS.forEach(verb -> root.addSubcommand(verb.spec().name(), specOf(verb)));
    return root;
  }

  private static CommandSpec specOf(Verb verb) {
    CommandSpec described = verb.spec();
    CommandSpec spec = CommandSpec.wrapWithoutInspection(verb).name(described.name());
    spec.usageMessage(described.usageMessage());
    spec.parser(described.parser());
    described.args().stream().filter(arg -> arg.group() == null).forEach(spec::add);
    described.argGroups().forEach(spec::addArgGroup);
    return spec;
  }

  private static int execute(ParseResult result, Surroundings surroundings) {
    Integer help = CommandLine.executeHelpRequest(result);
    if (help != null) {
      return help;
    }
    if (!result.hasSubcommand()) {
      return misused("say what to do: " + verbs() + " (--help tells more)", surroundings);
    }
    ParseResult verb = result.subcommand();
    return ran((Verb) verb.commandSpec().userObject(), verb, surroundings);
  }

  /** Runs a verb; what it throws becomes a line and a number, bugs of ours too. */
  static int ran(Verb verb, ParseResult line, Surroundings surroundings) {
    try {
      return verb.run(line, surroundings);
    } catch (Fault e) {
      return failed(e, surroundings);
    } catch (RuntimeException | Error e) {
      return failed(Fault.unavailable("unexpected failure (this is a bug): " + e), surroundings);
    }
  }

  private static int failed(Fault fault, Surroundings surroundings) {
    surroundings.say(fault.getMessage());
    return fault.code().number();
  }

  private static String verbs() {
    return String.join(", ", VERBS.stream().map(verb -> verb.spec().name()).toList());
  }

  private static int misused(String message, Surroundings surroundings) {
    surroundings.say(message);
    return ExitCode.MISUSED.number();
  }
}
