package io.vouchsafe.agent.cli;

import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.Surroundings;
import io.vouchsafe.agent.config.AgentConfig;
import io.vouchsafe.agent.config.ConfigFile;
import io.vouchsafe.agent.daemon.Agent;
import io.vouchsafe.agent.daemon.StopSignals;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code vouchsafe agent}: keeps files of tokens fresh and answers local clients. */
final class AgentVerb implements Verb {
  private static final String CONFIG = "--config";
  private static final String ONCE = "--once";

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "agent",
            "Keeps files of tokens fresh and gives tokens to local clients, until TERM or INT.");
    spec.addOption(
        Options.value(
            CONFIG,
            "FILE",
            "What it does, for one or many workloads (JSON). The other options do the same for",
            "one workload."));
    spec.addOption(Options.flag(ONCE, "Writes each file once and ends; listens to nobody."));
    AgentOptions.addTo(spec);
    IssuerOptions.addTo(spec);
    return spec;
  }

  @Override
  public int run(ParseResult line, Surroundings surroundings) throws Fault {
    AgentConfig config = config(line, surroundings);
    if (Options.isSet(line, ONCE)) {
      if (!config.hasFiles()) {
        throw Fault.misused(ONCE + " writes files, and there is none");
      }
      return Agent.once(config, surroundings, new IssuerOptions(line, surroundings).timeout())
          .number();
    }
    try (StopSignals signals = StopSignals.take();
        Agent agent = Agent.start(config, surroundings)) {
      signals.await();
      return ExitCode.DONE.number();
    }
  }

  private static AgentConfig config(ParseResult line, Surroundings surroundings) throws Fault {
    AgentOptions options = new AgentOptions(line, surroundings);
    Optional<String> file = Options.text(line, CONFIG);
    if (file.isEmpty()) {
      return options.config();
    }
    options.refuseBeside(CONFIG);
    IssuerOptions.refuseBeside(CONFIG, line);
    return ConfigFile.read(Path.of(file.get()));
  }
}
