package io.vouchsafe.testing.cloud;

import io.vouchsafe.testing.Flags;
import io.vouchsafe.testing.ServerCertificate;
import io.vouchsafe.testing.cloud.StandIn.Setup;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Stand-ins of the three clouds, each with one thing in it that one workload of an issuer may be:
 * an IAM role, a workload identity pool's principal and a service account, and an app.
 *
 * @param certificate in PEM, of the authority that Entra ID's certificate is from
 */
public record Clouds(AwsSts aws, GoogleSts google, EntraId entra, Path certificate)
    implements AutoCloseable {
  public static final String ROLE = "arn:aws:iam::123456789012:role/checkout";
  public static final String PROVIDER =
      "//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/vouchsafe"
          + "/providers/vouchsafe";
  public static final String SERVICE_ACCOUNT = "checkout@shop.iam.gserviceaccount.com";
  public static final String TENANT = "99999999-8888-7777-6666-555555555555";
  public static final String CLIENT = "11111111-2222-3333-4444-555555555555";
  public static final String AWS_AUDIENCE = "sts.amazonaws.com";
  public static final String AZURE_AUDIENCE = "api://AzureADTokenExchange";
  public static final String GOOGLE_AUDIENCE = "https:" + PROVIDER;

  /**
   * Starts them for a subject of an issuer on this machine.
   *
   * @param folder for the certificate, since Microsoft's libraries insist on TLS
   */
  public static Clouds start(String issuer, String subject, Path folder) {
    ServerCertificate certificate = ServerCertificate.create(folder.resolve("clouds.p12"));
    Setup tls = new Setup(Optional.of(certificate), Optional.empty(), EntraId.LEEWAY);
    return new Clouds(
        AwsSts.start(Setup.plain(AwsSts.LEEWAY))
            .trust(issuer, Set.of(AWS_AUDIENCE))
            .role(AwsRole.of(ROLE, issuer, subject, AWS_AUDIENCE)),
        GoogleSts.start(Setup.plain(GoogleSts.LEEWAY))
            .provider(PROVIDER, issuer, List.of(), GoogleSts.subjectIs(subject))
            .workloadIdentityUser(SERVICE_ACCOUNT, subject),
        EntraId.start(tls)
            .credential(CLIENT, new EntraId.Credential(issuer, subject, AZURE_AUDIENCE)),
        certificate.writeTo(folder.resolve("clouds.pem")));
  }

  /** Where they are and what is in them, by the variables of the clouds' own SDKs where any. */
  public Map<String, String> environment() {
    Map<String, String> variables = new TreeMap<>();
    variables.put("AWS_ENDPOINT_URL_STS", aws.url());
    variables.put("AWS_REGION", "eu-central-1");
    variables.put("AWS_ROLE_ARN", ROLE);
    variables.put("GOOGLE_STS_URL", google.url());
    variables.put("GOOGLE_PROVIDER", PROVIDER);
    variables.put("GOOGLE_SERVICE_ACCOUNT", SERVICE_ACCOUNT);
    variables.put("AZURE_AUTHORITY_HOST", entra.url() + "/");
    variables.put("AZURE_TENANT_ID", TENANT);
    variables.put("AZURE_CLIENT_ID", CLIENT);
    variables.put("CLOUDS_CA_FILE", certificate.toString());
    return variables;
  }

  /** Starts them in the foreground and prints the environment as assignments of a shell. */
  public static void main(String[] arguments) throws InterruptedException {
    Flags flags =
        new Flags("clouds", arguments, Set.of("--issuer", "--subject", "--folder"), Set.of());
    flags.refuseOthers();
    if (!flags.has("--issuer") || !flags.has("--subject")) {
      throw flags.misused("--issuer and --subject are needed");
    }
    Clouds clouds =
        start(
            flags.value("--issuer", ""),
            flags.value("--subject", ""),
            Path.of(flags.value("--folder", ".")).toAbsolutePath());
    clouds.environment().forEach((name, value) -> System.out.printf("%s='%s'%n", name, value));
    System.out.println("# stand-ins of AWS STS, Google's STS and Entra ID; up until Ctrl-C");
    Thread.currentThread().join();
  }

  @Override
  public void close() {
    aws.close();
    google.close();
    entra.close();
  }
}
