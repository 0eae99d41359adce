package io.vouchsafe.agent.cli;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.Surroundings;
import io.vouchsafe.agent.aws.RoleArn;
import io.vouchsafe.agent.aws.Sts;
import io.vouchsafe.agent.check.AwsTarget;
import io.vouchsafe.agent.check.AzureTarget;
import io.vouchsafe.agent.check.GoogleTarget;
import io.vouchsafe.agent.check.KubernetesTarget;
import io.vouchsafe.agent.check.ResourceTarget;
import io.vouchsafe.agent.check.Target;
import io.vouchsafe.agent.check.VaultTarget;
import io.vouchsafe.agent.client.Urls;
import io.vouchsafe.agent.client.Web;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** The relying party that a command line names. */
final class CheckTargets {
  private static final String GOOGLE = "https://sts.googleapis.com/v1/token";
  private static final URI GOOGLE_ACCOUNTS = URI.create("https://iamcredentials.googleapis.com/");
  private static final String ENTRA = "https://login.microsoftonline.com";
  private static final String AZURE_AUDIENCE = "api://AzureADTokenExchange";
  private static final String AZURE_SCOPE = "https://graph.microsoft.com/.default";

  private final ParseResult line;
  private final Surroundings surroundings;
  private final boolean allowHttp;
  private final Web web;

  CheckTargets(ParseResult line, Surroundings surroundings, boolean allowHttp, Web web) {
    this.line = line;
    this.surroundings = surroundings;
    this.allowHttp = allowHttp;
    this.web = web;
  }

  /**
   * The one of this name.
   *
   * @throws Fault if something is missing
   */
  Target named(String party) throws Fault {
    return switch (party) {
      case "aws" -> aws();
      case "google" -> google();
      case "azure" -> azure();
      case "vault" -> vault();
      case "kubernetes" -> new KubernetesTarget(web, url(CheckOptions.SERVER, ""), audience());
      default -> new ResourceTarget(web, url(CheckOptions.RESOURCE_URL, ""), audience());
    };
  }

  private Target aws() throws Fault {
    RoleArn role = RoleArn.parse(CheckOptions.ROLE, needed(CheckOptions.ROLE, "AWS_ROLE_ARN"));
    Optional<String> region =
        text(CheckOptions.REGION, "AWS_REGION")
            .or(() -> surroundings.variable("AWS_DEFAULT_REGION"));
    return new AwsTarget(
        Sts.of(web, role, region, surroundings::variable),
        role,
        text(CheckOptions.AUDIENCE, "").orElse(Sts.USUAL_AUDIENCE));
  }

  private Target google() throws Fault {
    String provider = needed(CheckOptions.AUDIENCE, "");
    if (!provider.startsWith("//")) {
      throw Fault.misused(
          "%s is a provider's full name, //iam.googleapis.com/..; the tokens' is %s"
              .formatted(CheckOptions.AUDIENCE, CheckOptions.TOKEN_AUDIENCE));
    }
    Optional<String> named = text(CheckOptions.GOOGLE_TOKEN_URL, "");
    URI url = Urls.parse(CheckOptions.GOOGLE_TOKEN_URL, named.orElse(GOOGLE), allowHttp);
    return new GoogleTarget(
        web,
        url,
        named.isPresent() ? url : GOOGLE_ACCOUNTS,
        provider,
        text(CheckOptions.TOKEN_AUDIENCE, "").orElse("https:" + provider),
        text(CheckOptions.SERVICE_ACCOUNT, ""));
  }

  private Target azure() throws Fault {
    String host = surroundings.variable("AZURE_AUTHORITY_HOST").orElse(ENTRA);
    String tenant = needed(CheckOptions.TENANT, "AZURE_TENANT_ID");
    URI url =
        Urls.parse(
            "AZURE_AUTHORITY_HOST",
            "%s/%s/oauth2/v2.0/token".formatted(host.replaceAll("/+$", ""), tenant),
            allowHttp);
    return new AzureTarget(
        web,
        url,
        needed(CheckOptions.CLIENT, "AZURE_CLIENT_ID"),
        text(CheckOptions.SCOPE, "").orElse(AZURE_SCOPE),
        text(CheckOptions.AUDIENCE, "").orElse(AZURE_AUDIENCE));
  }

  private Target vault() throws Fault {
    return new VaultTarget(
        web,
        url(CheckOptions.ADDRESS, "VAULT_ADDR"),
        text(CheckOptions.NAMESPACE, "VAULT_NAMESPACE"),
        text(CheckOptions.MOUNT, "").orElse("jwt"),
        needed(CheckOptions.ROLE, ""),
        audience());
  }

  private String audience() throws Fault {
    return needed(CheckOptions.AUDIENCE, "");
  }

  private URI url(String option, String variable) throws Fault {
    return Urls.parse(option, needed(option, variable), allowHttp);
  }

  private Optional<String> text(String option, String variable) {
    return Options.text(line, option).or(() -> surroundings.variable(variable));
  }

  private String needed(String option, String variable) throws Fault {
    return text(option, variable)
        .orElseThrow(
            () ->
                Fault.misused(
                    "%s is needed%s"
                        .formatted(option, variable.isEmpty() ? "" : ", or variable " + variable)));
  }
}
