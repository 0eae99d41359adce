package io.vouchsafe.agent.cli;

import io.vouchsafe.agent.Durations;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.Surroundings;
import io.vouchsafe.agent.check.Check;
import io.vouchsafe.agent.check.CheckReport;
import io.vouchsafe.agent.check.Neighbour;
import io.vouchsafe.agent.check.Target;
import io.vouchsafe.agent.client.Access;
import io.vouchsafe.agent.client.IssuerClient;
import io.vouchsafe.agent.client.Retries;
import io.vouchsafe.agent.client.Web;
import io.vouchsafe.base.InWords;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code vouchsafe check}: tries what a relying party takes, and what it must not. */
final class CheckVerb implements Verb {
  private static final String NOBODYS_AUDIENCE = "https://vouchsafe-check.invalid";
  private static final Set<String> PRIVATE = Set.of("vault", "kubernetes", "oidc");

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "check",
            "Shows a relying party the workload's own token, which it has to take, and others",
            "like it, which it must not.",
            "Says what it means where one succeeds that should not.");
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .arity("1")
            .required(true)
            .type(String.class)
            .paramLabel("PARTY")
            .description(String.join(", ", CheckOptions.NAMES) + ".")
            .build());
    CheckOptions.addTo(spec);
    IssuerOptions.addTo(spec);
    return spec;
  }

  @Override
  public int run(ParseResult line, Surroundings surroundings) throws Fault {
    String party = party(line);
    IssuerOptions options = new IssuerOptions(line, surroundings);
    Access access = options.access();
    Optional<Neighbour> neighbour = neighbour(line, access);
    Optional<String> leeway = Options.text(line, CheckOptions.LEEWAY);
    try (Web web = options.web();
        Web other = new Web(authorities(party, line, options, surroundings), options.longest())) {
      Target target = new CheckTargets(line, surroundings, options.allowHttp(), other).named(party);
      Check.Question question =
          new Check.Question(
              Options.text(line, CheckOptions.OTHER_AUDIENCE).orElse(NOBODYS_AUDIENCE),
              neighbour,
              neighbour.isEmpty()
                  ? Optional.empty()
                  : Optional.of(tokens(web, neighbour.get().access(), options.timeout())),
              Options.isSet(line, CheckOptions.WAIT)
                  ? Optional.of((end, why) -> waitUntil(end, why, surroundings))
                  : Optional.empty(),
              leeway.isEmpty()
                  ? Optional.empty()
                  : Optional.of(Durations.parse(CheckOptions.LEEWAY, leeway.get())));
      CheckReport report =
          new Check(target, tokens(web, access, options.timeout()), question).run();
      surroundings.print(report.asTable());
      return report.code().number();
    }
  }

  private static String party(ParseResult line) throws Fault {
    String party = line.matchedPositionalValue(0, "");
    if (!CheckOptions.OF.containsKey(party)) {
      throw Fault.misused(
          "check takes %s, not '%s'".formatted(String.join(", ", CheckOptions.NAMES), party));
    }
    for (String option : CheckOptions.notOf(party)) {
      if (line.hasMatchedOption(option)) {
        throw Fault.misused("%s is no option of check %s".formatted(option, party));
      }
    }
    return party;
  }

  private static Optional<Neighbour> neighbour(ParseResult line, Access access) throws Fault {
    Map<String, String> attributes = new TreeMap<>();
    for (String attribute : Options.texts(line, CheckOptions.OTHER_WORKLOAD)) {
      int equals = attribute.indexOf('=');
      if (equals < 1) {
        throw Fault.misused(
            "%s is NAME=VALUE, not '%s'".formatted(CheckOptions.OTHER_WORKLOAD, attribute));
      }
      attributes.put(attribute.substring(0, equals).strip(), attribute.substring(equals + 1));
    }
    if (attributes.isEmpty()) {
      return Optional.empty();
    }
    return switch (access) {
      case Access.ByProof proof -> Optional.of(Neighbour.of(proof, attributes));
      case Access.ByGrant grant ->
          throw Fault.misused(
              "%s takes a proof, since a grant is one workload's: --proof-file and --workload"
                  .formatted(CheckOptions.OTHER_WORKLOAD));
    };
  }

  private static Optional<Path> authorities(
      String party, ParseResult line, IssuerOptions options, Surroundings surroundings) {
    Optional<Path> named = Options.text(line, CheckOptions.SERVER_CA_FILE).map(Path::of);
    if (named.isPresent()) {
      return named;
    }
    return PRIVATE.contains(party)
        ? options.caFile()
        : surroundings.variable("AWS_CA_BUNDLE").filter(file -> party.equals("aws")).map(Path::of);
  }

  private static Check.Tokens tokens(Web web, Access access, Duration timeout) {
    IssuerClient issuer = new IssuerClient(web, access);
    return (audience, ttl) ->
        Retries.during(timeout, () -> issuer.token(Optional.of(audience), ttl));
  }

  private static void waitUntil(Instant end, String why, Surroundings surroundings) throws Fault {
    Duration left = Duration.between(surroundings.clock().instant(), end);
    surroundings.say("waits for %s: %s".formatted(InWords.time(left), why));
    try {
      Thread.sleep(left.isNegative() ? Duration.ZERO : left);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Fault.unavailable("interrupted while a token was to end");
    }
  }
}
