package io.vouchsafe.agent.cli;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.Surroundings;
import io.vouchsafe.agent.aws.RoleArn;
import io.vouchsafe.agent.aws.Sts;
import io.vouchsafe.agent.client.IssuerClient;
import io.vouchsafe.agent.client.Web;
import io.vouchsafe.agent.exec.AwsPart;
import io.vouchsafe.agent.exec.AzurePart;
import io.vouchsafe.agent.exec.Child;
import io.vouchsafe.agent.exec.GooglePart;
import io.vouchsafe.agent.exec.Wiring;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code vouchsafe exec}: a command that finds its tokens where its SDKs look for them. */
final class ExecVerb implements Verb {
  private static final String AWS_ROLE = "--aws-role";
  private static final String AWS_REGION = "--aws-region";
  private static final String AWS_AUDIENCE = "--aws-audience";
  private static final String GOOGLE_AUDIENCE = "--google-audience";
  private static final String GOOGLE_TOKEN_AUDIENCE = "--google-token-audience";
  private static final String GOOGLE_ACCOUNT = "--google-service-account";
  private static final String GOOGLE_TOKEN_URL = "--google-token-url";
  private static final String GOOGLE_PROVIDERS = "//iam.googleapis.com/";
  private static final String AZURE_CLIENT = "--azure-client";
  private static final String AZURE_TENANT = "--azure-tenant";
  private static final String AZURE_AUDIENCE = "--azure-audience";

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.verb(
            "exec",
            "Runs a command with the files and variables that the SDKs of clouds look for, and",
            "keeps its tokens fresh while it runs.",
            "It ends as the command does.");
    spec.parser().stopAtPositional(true);
    spec.addOption(Options.value(AWS_ROLE, "ARN", "A role of AWS."));
    spec.addOption(Options.value(AWS_REGION, "REGION", "For AWS_REGION."));
    spec.addOption(
        Options.value(
            AWS_AUDIENCE, "A", "The client id of AWS' identity provider (sts.amazonaws.com)."));
    spec.addOption(
        Options.value(
            GOOGLE_AUDIENCE,
            "A",
            "A provider of Google's workload identity federation, such as:",
            "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/P/providers/V"));
    spec.addOption(
        Options.value(
            GOOGLE_TOKEN_AUDIENCE,
            "A",
            "The token's audience, where the provider has allowed audiences of its own."));
    spec.addOption(
        Options.value(GOOGLE_ACCOUNT, "EMAIL", "A service account of Google's to impersonate."));
    spec.addOption(
        Options.value(
            GOOGLE_TOKEN_URL, "URL", "Google's STS (" + GooglePart.USUAL_TOKEN_URL + ")."));
    spec.addOption(Options.value(AZURE_CLIENT, "ID", "The client id of an app of Entra ID."));
    spec.addOption(Options.value(AZURE_TENANT, "ID", "Its tenant. Variable AZURE_TENANT_ID."));
    spec.addOption(
        Options.value(
            AZURE_AUDIENCE,
            "A",
            "The audience of the federated credential (" + AzurePart.USUAL_AUDIENCE + ")."));
    spec.addOption(
        Options.values(
            NamedFiles.OPTION,
            "VARIABLE=AUDIENCE[,ttl=TIME]",
            "A token file for anything else, and the variable that is to name it; may be",
            "repeated."));
    IssuerOptions.addTo(spec);
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("COMMAND")
            .arity("1..*")
            .required(true)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description("The command and its arguments; put -- before it.")
            .build());
    return spec;
  }

  @Override
  public int run(ParseResult line, Surroundings surroundings) throws Fault {
    refuseAlone(line);
    List<Wiring.Part> parts = parts(line, surroundings);
    if (parts.isEmpty()) {
      throw Fault.misused(
          "say what the command needs: %s, %s, %s or %s"
              .formatted(AWS_ROLE, GOOGLE_AUDIENCE, AZURE_CLIENT, NamedFiles.OPTION));
    }
    List<String> command = line.matchedPositionalValue(0, List.of());
    IssuerOptions options = new IssuerOptions(line, surroundings);
    try (Web web = options.web()) {
      return new Child(command, parts)
          .run(new IssuerClient(web, options.access()), options.timeout(), surroundings);
    }
  }

  private static void refuseAlone(ParseResult line) throws Fault {
    Options.refuseWithout(AWS_ROLE, line, AWS_REGION, AWS_AUDIENCE);
    Options.refuseWithout(
        GOOGLE_AUDIENCE, line, GOOGLE_TOKEN_AUDIENCE, GOOGLE_ACCOUNT, GOOGLE_TOKEN_URL);
    Options.refuseWithout(AZURE_CLIENT, line, AZURE_TENANT, AZURE_AUDIENCE);
  }

  private static List<Wiring.Part> parts(ParseResult line, Surroundings surroundings) throws Fault {
    List<Wiring.Part> parts = new ArrayList<>();
    Optional<String> role = Options.text(line, AWS_ROLE);
    if (role.isPresent()) {
      parts.add(
          new AwsPart(
              RoleArn.parse(AWS_ROLE, role.get()),
              Options.text(line, AWS_REGION),
              Options.text(line, AWS_AUDIENCE).orElse(Sts.USUAL_AUDIENCE)));
    }
    Optional<String> provider = Options.text(line, GOOGLE_AUDIENCE);
    if (provider.isPresent()) {
      parts.add(google(line, provider.get()));
    }
    Optional<String> client = Options.text(line, AZURE_CLIENT);
    if (client.isPresent()) {
      parts.add(azure(line, client.get(), surroundings));
    }
    parts.addAll(NamedFiles.parse(Options.texts(line, NamedFiles.OPTION), parts));
    return parts;
  }

  private static Wiring.Part google(ParseResult line, String audience) throws Fault {
    if (!audience.startsWith(GOOGLE_PROVIDERS) && !line.hasMatchedOption(GOOGLE_TOKEN_URL)) {
      throw Fault.misused(
          "%s is a provider's full name, %s.., without https:, not '%s'; the token's is %s"
              .formatted(GOOGLE_AUDIENCE, GOOGLE_PROVIDERS, audience, GOOGLE_TOKEN_AUDIENCE));
    }
    return new GooglePart(
        audience,
        Options.text(line, GOOGLE_TOKEN_AUDIENCE).orElse(audience),
        Options.text(line, GOOGLE_ACCOUNT),
        Options.text(line, GOOGLE_TOKEN_URL).orElse(GooglePart.USUAL_TOKEN_URL));
  }

  private static Wiring.Part azure(ParseResult line, String client, Surroundings surroundings)
      throws Fault {
    String tenant =
        Options.text(line, AZURE_TENANT)
            .or(() -> surroundings.variable("AZURE_TENANT_ID"))
            .orElseThrow(
                () -> Fault.misused("%s needs %s too".formatted(AZURE_CLIENT, AZURE_TENANT)));
    return new AzurePart(
        client, tenant, Options.text(line, AZURE_AUDIENCE).orElse(AzurePart.USUAL_AUDIENCE));
  }
}
