package io.vouchsafe.agent.cli;

import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;

/** The options of {@code vouchsafe check}, and which relying party takes which. */
final class CheckOptions {
  static final String AUDIENCE = "--audience";
  static final String ROLE = "--role";
  static final String REGION = "--region";
  static final String TOKEN_AUDIENCE = "--token-audience";
  static final String SERVICE_ACCOUNT = "--service-account";
  static final String GOOGLE_TOKEN_URL = "--google-token-url";
  static final String CLIENT = "--client";
  static final String TENANT = "--tenant";
  static final String SCOPE = "--scope";
  static final String ADDRESS = "--address";
  static final String MOUNT = "--mount";
  static final String NAMESPACE = "--namespace";
  static final String SERVER = "--server";
  static final String RESOURCE_URL = "--resource-url";
  static final String SERVER_CA_FILE = "--server-ca-file";
  static final String OTHER_AUDIENCE = "--other-audience";
  static final String OTHER_WORKLOAD = "--other-workload";
  static final String WAIT = "--wait";
  static final String LEEWAY = "--leeway";

  /** What each relying party takes beside the options of all. */
  static final Map<String, Set<String>> OF =
      Map.of(
          "aws", Set.of(ROLE, REGION, AUDIENCE),
          "google", Set.of(AUDIENCE, TOKEN_AUDIENCE, SERVICE_ACCOUNT, GOOGLE_TOKEN_URL),
          "azure", Set.of(CLIENT, TENANT, SCOPE, AUDIENCE),
          "vault", Set.of(ADDRESS, ROLE, MOUNT, NAMESPACE, AUDIENCE),
          "kubernetes", Set.of(SERVER, AUDIENCE),
          "oidc", Set.of(RESOURCE_URL, AUDIENCE));

  /** Their names, as the help has them. */
  static final List<String> NAMES =
      List.of("aws", "google", "azure", "vault", "kubernetes", "oidc");

  private static final List<String> OF_SOME =
      List.of(
          AUDIENCE,
          ROLE,
          REGION,
          TOKEN_AUDIENCE,
          SERVICE_ACCOUNT,
          GOOGLE_TOKEN_URL,
          CLIENT,
          TENANT,
          SCOPE,
          ADDRESS,
          MOUNT,
          NAMESPACE,
          SERVER,
          RESOURCE_URL);

  private CheckOptions() {}

  /** Those of some that are not this one's. */
  static List<String> notOf(String party) {
    return OF_SOME.stream().filter(name -> !OF.get(party).contains(name)).toList();
  }

  static void addTo(CommandSpec spec) {
    spec.addOption(
        Options.value(
            AUDIENCE,
            "A",
            "The audience of its tokens; aws: sts.amazonaws.com and azure:",
            "api://AzureADTokenExchange without it; google: the provider's full name,",
            "//iam.googleapis.com/..; vault, kubernetes, oidc: needed."));
    spec.addOption(Options.value(ROLE, "ROLE", "aws: the role's ARN. vault: the role's name."));
    spec.addOption(
        Options.value(REGION, "REGION", "aws: whose STS is asked. Variable AWS_REGION."));
    spec.addOption(
        Options.value(
            TOKEN_AUDIENCE,
            "A",
            "google: the tokens' audience, where the provider has allowed audiences of its own",
            "(the name with https: before it)."));
    spec.addOption(
        Options.value(SERVICE_ACCOUNT, "EMAIL", "google: the service account to act as."));
    spec.addOption(
        Options.value(
            GOOGLE_TOKEN_URL, "URL", "google: its STS (https://sts.googleapis.com/v1/token)."));
    spec.addOption(
        Options.value(CLIENT, "ID", "azure: the app's client id. Variable AZURE_CLIENT_ID."));
    spec.addOption(
        Options.value(TENANT, "ID", "azure: the app's tenant. Variable AZURE_TENANT_ID."));
    spec.addOption(
        Options.value(SCOPE, "SCOPE", "azure: what for (https://graph.microsoft.com/.default)."));
    spec.addOption(Options.value(ADDRESS, "URL", "vault: where it is. Variable VAULT_ADDR."));
    spec.addOption(Options.value(MOUNT, "PATH", "vault: the mount of its jwt auth method (jwt)."));
    spec.addOption(
        Options.value(NAMESPACE, "PATH", "vault: its namespace. Variable VAULT_NAMESPACE."));
    spec.addOption(Options.value(SERVER, "URL", "kubernetes: the API server."));
    spec.addOption(
        Options.value(
            RESOURCE_URL,
            "URL",
            "oidc: what takes the token as a bearer token, by GET: 2xx is taken, 401 and 403 are",
            "refused."));
    spec.addOption(
        Options.value(
            SERVER_CA_FILE,
            "FILE",
            "Certificate authorities to trust (PEM) for the relying party; without it the",
            "system's, and for vault, kubernetes and oidc those of --ca-file."));
    spec.addArgGroup(
        ArgGroupSpec.builder()
            .heading("%nWhat else is tried:%n")
            .exclusive(false)
            .validate(false)
            .addArg(
                Options.value(
                    OTHER_AUDIENCE,
                    "A",
                    "An audience that the issuer gives tokens for and that is not this relying",
                    "party's."))
            .addArg(
                Options.values(
                    OTHER_WORKLOAD,
                    "NAME=VALUE",
                    "An attribute in which another workload differs that must not be taken; may be",
                    "repeated. It takes a proof."))
            .addArg(Options.flag(WAIT, "Waits for a token's end and shows it then; says how long."))
            .addArg(
                Options.value(
                    LEEWAY,
                    "TIME",
                    "How long after its end the relying party may take it, where it is set",
                    "otherwise than usual."))
            .build());
  }
}
