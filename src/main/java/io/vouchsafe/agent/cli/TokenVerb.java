package io.vouchsafe.agent.cli;

import io.vouchsafe.agent.Durations;
import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.Surroundings;
import io.vouchsafe.agent.client.IdToken;
import io.vouchsafe.agent.client.IssuerClient;
import io.vouchsafe.agent.client.IssuerDocuments;
import io.vouchsafe.agent.client.Retries;
import io.vouchsafe.agent.client.Urls;
import io.vouchsafe.agent.client.Web;
import io.vouchsafe.agent.jwt.Jwt;
import io.vouchsafe.agent.jwt.Verification;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code vouchsafe token}: one token to standard output. */
final class TokenVerb implements Verb {
  private static final String AUDIENCE = "--audience";
  private static final String TTL = "--ttl";
  private static final String FORMAT = "--format";
  private static final String VERIFY = "--verify";

  /** In which Google's clients say for whom the credential is (AIP-4117). */
  private static final String GOOGLE_AUDIENCE = "GOOGLE_EXTERNAL_ACCOUNT_AUDIENCE";

  @Override
  public CommandSpec spec() {
    CommandSpec spec = Options.verb("token", "Prints one token.");
    spec.addOption(
        Options.value(
            AUDIENCE,
            "AUDIENCE",
            "The relying party that it is for, as that is called there.",
            "Without it, the issuer's default audience."));
    spec.addOption(
        Options.value(
            TTL,
            "TIME",
            "How long it is to be good, such as 300, 5m or 1h.",
            "The issuer bounds it."));
    spec.addOption(
        Options.value(
            FORMAT,
            "FORMAT",
            "jwt: the token alone (this is what comes without the option);",
            "json: the token with its audience and its end;",
            "claims: header and claims decoded, and what they mean, without the token;",
            "google-executable: for a credential_source.executable of Google's clients;",
            "exec-credential: for users[].user.exec of a kubeconfig."));
    spec.addOption(
        Options.flag(
            VERIFY,
            "Verifies it first, as a relying party does: by the issuer's discovery document and",
            "its keys. A token that one would refuse is not printed, and the status is 1."));
    IssuerOptions.addTo(spec);
    return spec;
  }

  @Override
  public int run(ParseResult line, Surroundings surroundings) throws Fault {
    Optional<String> word = Options.text(line, FORMAT);
    TokenFormat format = word.isEmpty() ? TokenFormat.JWT : TokenFormat.parse(word.get());
    if (format != TokenFormat.GOOGLE_EXECUTABLE) {
      surroundings.print(format.print(token(line, surroundings), surroundings));
      return ExitCode.DONE.number();
    }
    surroundings.print(executable(line, surroundings));
    return ExitCode.DONE.number();
  }

  /**
   * Google's clients read both streams as one and take a status of their own from the answer, so a
   * failure is an answer too, and standard error stays empty.
   */
  private static String executable(ParseResult line, Surroundings surroundings) {
    try {
      return TokenFormat.GOOGLE_EXECUTABLE.print(token(line, surroundings), surroundings);
    } catch (Fault e) {
      return TokenFormat.executableFailure(e);
    }
  }

  private static IdToken token(ParseResult line, Surroundings surroundings) throws Fault {
    IssuerOptions options = new IssuerOptions(line, surroundings);
    Optional<String> ttl = Options.text(line, TTL);
    Optional<Duration> lifetime =
        ttl.isEmpty() ? Optional.empty() : Optional.of(Durations.parse(TTL, ttl.get()));
    Optional<String> audience =
        Options.text(line, AUDIENCE).or(() -> surroundings.variable(GOOGLE_AUDIENCE));
    try (Web web = options.web()) {
      IssuerClient issuer = new IssuerClient(web, options.access());
      IdToken token = Retries.during(options.timeout(), () -> issuer.token(audience, lifetime));
      if (Options.isSet(line, VERIFY)) {
        verify(token, web, options, surroundings);
      }
      return token;
    }
  }

  private static void verify(
      IdToken token, Web web, IssuerOptions options, Surroundings surroundings) throws Fault {
    String named = Jwt.text(token.jwt().claims(), "iss").orElse("");
    URI url = Urls.parse("the token's iss", named, options.allowHttp());
    Optional<URI> asked = options.issuer();
    if (asked.isPresent() && !asked.get().toString().equals(named)) {
      throw Fault.refused(
          "the token's iss is %s, and %s was asked: name the issuer to the letter"
              .formatted(named, asked.get()));
    }
    IssuerDocuments documents =
        Retries.during(
            options.timeout(), () -> IssuerDocuments.fetch(web, url, options.allowHttp()));
    Optional<String> fault =
        new Verification(named, documents.jwks(), surroundings.clock().instant())
            .fault(token.jwt());
    if (fault.isPresent()) {
      throw Fault.refused("a relying party would refuse the token: " + fault.get());
    }
  }
}
