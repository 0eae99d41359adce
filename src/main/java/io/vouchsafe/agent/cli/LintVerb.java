package io.vouchsafe.agent.cli;

import io.vouchsafe.agent.Durations;
import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.Surroundings;
import io.vouchsafe.agent.client.Retries;
import io.vouchsafe.agent.client.Secret;
import io.vouchsafe.agent.lint.Lint;
import io.vouchsafe.agent.lint.RelyingParty;
import io.vouchsafe.agent.lint.Report;
import io.vouchsafe.agent.lint.Via;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code vouchsafe lint}: looks at an issuer as relying parties do. */
final class LintVerb implements Verb {
  private static final String FOR = "--for";
  private static final String FORMAT = "--format";
  private static final String CONNECT_TO = "--connect-to";
  private static final String CA_FILE = "--ca-file";
  private static final String BEARER = "--bearer-token-file";
  private static final String WAIT = "--wait";
  private static final String TIMEOUT = "--timeout";
  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "lint",
            "Looks at an issuer from outside, as relying parties do, and says who refuses it",
            "or minds what, and what to do.");
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .arity("1")
            .required(true)
            .type(String.class)
            .paramLabel("URL")
            .description("The issuer, to the letter: as the iss of its tokens.")
            .build());
    spec.addOption(
        Options.value(
            FOR,
            "NAMES",
            "Counts these relying parties only, such as aws,google.",
            "aws, google, azure, vault, kubernetes, pypi, oracle, oidc."));
    spec.addOption(Options.value(FORMAT, "FORMAT", "table (what comes without it), or json."));
    spec.addOption(
        Options.value(
            CONNECT_TO,
            "HOST:PORT",
            "Asks this address in place of the hosts in URLs, with TLS by their names;",
            "http://HOST:PORT asks one without TLS, behind what ends it."));
    spec.addOption(
        Options.value(
            CA_FILE,
            "FILE",
            "Certificate authorities (PEM) to know beside the system's.",
            "Variable VOUCHSAFE_CA_FILE."));
    spec.addOption(
        Options.value(
            BEARER,
            "FILE",
            "A file with a token for issuers that answer nobody else, as some clusters do.",
            "It is sent to the issuer's own host, or to --connect-to, by trusted TLS only."));
    spec.addOption(
        Options.value(
            WAIT, "TIME", "How long to try while the issuer is away, such as 30s (not at all)."));
    spec.addOption(
        Options.value(TIMEOUT, "TIME", "How long to wait for each answer, such as 5s (10s)."));
    return spec;
  }

  @Override
  public int run(ParseResult line, Surroundings surroundings) throws Fault {
    String format = Options.text(line, FORMAT).orElse("table");
    if (!format.equals("table") && !format.equals("json")) {
      throw Fault.misused("%s is table or json, not '%s'".formatted(FORMAT, format));
    }
    Lint lint = new Lint(question(line, surroundings), surroundings.clock());
    Set<RelyingParty> parties = parties(line);
    Optional<String> wait = Options.text(line, WAIT);
    Report report =
        wait.isEmpty()
            ? lint.report(parties)
            : Retries.during(Durations.parse(WAIT, wait.get()), () -> lint.report(parties));
    surroundings.print(format.equals("json") ? report.asJson() : report.asTable());
    return (report.isRefused() ? ExitCode.REFUSED : ExitCode.DONE).number();
  }

  private static Set<RelyingParty> parties(ParseResult line) throws Fault {
    Optional<String> named = Options.text(line, FOR);
    return named.isEmpty()
        ? EnumSet.allOf(RelyingParty.class)
        : RelyingParty.parse(FOR, named.get());
  }

  private static Lint.Question question(ParseResult line, Surroundings surroundings) throws Fault {
    Optional<String> via = Options.text(line, CONNECT_TO);
    Optional<String> timeout = Options.text(line, TIMEOUT);
    return new Lint.Question(
        line.matchedPositionalValue(0, ""),
        via.isEmpty() ? Optional.empty() : Optional.of(Via.parse(CONNECT_TO, via.get())),
        Options.text(line, CA_FILE)
            .or(() -> surroundings.variable("VOUCHSAFE_CA_FILE"))
            .map(Path::of),
        Options.text(line, BEARER)
            .map(file -> new Secret.InFile("the bearer token", Path.of(file))),
        timeout.isEmpty() ? USUAL_TIMEOUT : Durations.parse(TIMEOUT, timeout.get()));
  }
}
