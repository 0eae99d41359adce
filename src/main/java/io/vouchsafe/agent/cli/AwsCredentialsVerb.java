package io.vouchsafe.agent.cli;

import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.Surroundings;
import io.vouchsafe.agent.aws.AwsCredentials;
import io.vouchsafe.agent.aws.RoleArn;
import io.vouchsafe.agent.aws.Session;
import io.vouchsafe.agent.aws.Sts;
import io.vouchsafe.agent.client.IdToken;
import io.vouchsafe.agent.client.IssuerClient;
import io.vouchsafe.agent.client.Retries;
import io.vouchsafe.agent.client.Web;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code vouchsafe aws-credentials}: a role's credentials, as AWS' SDKs ask a process for them. */
final class AwsCredentialsVerb implements Verb {
  private static final String ROLE = "--role";
  private static final String REGION = "--region";
  private static final String AUDIENCE = "--audience";
  private static final String SESSION = "--session-name";
  private static final String SESSION_VARIABLE = "AWS_ROLE_SESSION_NAME";
  private static final String DURATION = "--duration";

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "aws-credentials",
            "Prints the credentials of a role of AWS, by AssumeRoleWithWebIdentity, in the form of",
            "a credential_process.",
            "In ~/.aws/config:",
            "  credential_process = vouchsafe aws-credentials --role arn:aws:iam::..:role/..");
    spec.addOption(Options.value(ROLE, "ARN", "The role. Variable AWS_ROLE_ARN."));
    spec.addOption(
        Options.value(
            REGION,
            "REGION",
            "Whose STS is asked. Variables AWS_REGION and AWS_DEFAULT_REGION; without all, the",
            "first region of the role's partition (us-east-1)."));
    spec.addOption(
        Options.value(
            AUDIENCE, "AUDIENCE", "The client id of AWS' identity provider (sts.amazonaws.com)."));
    spec.addOption(
        Options.value(
            SESSION,
            "NAME",
            "What AWS' logs call the session. Variable AWS_ROLE_SESSION_NAME; without both, the",
            "token's sub."));
    spec.addOption(
        Options.value(
            DURATION, "TIME", "How long the credentials are to be good, 15m to 12h (1h)."));
    IssuerOptions.addTo(spec);
    return spec;
  }

  @Override
  public int run(ParseResult line, Surroundings surroundings) throws Fault {
    RoleArn role =
        RoleArn.parse(
            ROLE,
            Options.text(line, ROLE)
                .or(() -> surroundings.variable("AWS_ROLE_ARN"))
                .orElseThrow(() -> Fault.misused("say which role: " + ROLE + " ARN")));
    Optional<String> asked = Options.text(line, DURATION);
    Optional<Duration> duration =
        asked.isEmpty() ? Optional.empty() : Optional.of(Session.duration(DURATION, asked.get()));
    Optional<String> session = session(line, surroundings);
    IssuerOptions options = new IssuerOptions(line, surroundings);
    try (Web web = options.web();
        Web aws =
            new Web(surroundings.variable("AWS_CA_BUNDLE").map(Path::of), options.longest())) {
      IssuerClient issuer = new IssuerClient(web, options.access());
      Sts sts = Sts.of(aws, role, region(line, surroundings), surroundings::variable);
      String audience = Options.text(line, AUDIENCE).orElse(Sts.USUAL_AUDIENCE);
      AwsCredentials credentials =
          Retries.during(
              options.timeout(),
              () -> {
                IdToken token = issuer.token(Optional.of(audience), Optional.empty());
                return sts.assume(
                    role, token, session.orElseGet(() -> Sts.sessionName(token)), duration);
              });
      surroundings.print(credentials.forProcess().toString());
    }
    return ExitCode.DONE.number();
  }

  private static Optional<String> region(ParseResult line, Surroundings surroundings) {
    return Options.text(line, REGION)
        .or(() -> surroundings.variable("AWS_REGION"))
        .or(() -> surroundings.variable("AWS_DEFAULT_REGION"));
  }

  private static Optional<String> session(ParseResult line, Surroundings surroundings)
      throws Fault {
    String source = line.hasMatchedOption(SESSION) ? SESSION : SESSION_VARIABLE;
    Optional<String> name =
        Options.text(line, SESSION).or(() -> surroundings.variable(SESSION_VARIABLE));
    return name.isEmpty() ? name : Optional.of(Session.name(source, name.get()));
  }
}
