package io.vouchsafe.clients;

import static io.vouchsafe.clients.ClientCase.is;

import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.cloud.Clouds;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** All clients, with their settings out of {@code docs/clients.md}. */
final class Cases {
  private static final String API = "api.example.com";
  private static final String ASSUMED = "arn:aws:sts::123456789012:assumed-role/checkout/";

  private final Bed bed;
  private final Page page;
  private final Map<String, String> requestUrl;
  private final List<ClientCase> all = new ArrayList<>();

  private Cases(Bed bed) {
    this.bed = bed;
    page = Page.read(Repository.ROOT.resolve("docs/clients.md"), bed.places());
    requestUrl = page.variables("Request URL");
  }

  static List<ClientCase> of(Bed bed) {
    Cases cases = new Cases(bed);
    cases.requestUrl();
    cases.verifiers();
    cases.aws();
    cases.minio();
    cases.google();
    cases.azure();
    cases.exec();
    cases.kubernetes();
    cases.openBao();
    return cases.all;
  }

  private void requestUrl() {
    all.add(
        new ClientCase(
            "@actions/core, request URL",
            Tool.NODE,
            "actions-core.js",
            asking(Clouds.AWS_AUDIENCE),
            this::takenByAws));
  }

  private void takenByAws(String token) {
    String call =
        "?Action=AssumeRoleWithWebIdentity&RoleSessionName=checkout&RoleArn=%s&WebIdentityToken=%s"
            .formatted(URLEncoder.encode(Clouds.ROLE, StandardCharsets.UTF_8), token);
    is("200").accept(Integer.toString(Http.get(bed.clouds().aws().url() + call).status()));
  }

  private void verifiers() {
    verifier("jose", Tool.NODE, "jose.js");
    verifier("openid-client", Tool.NODE, "openid-client.js");
    verifier("PyJWT", Tool.PYTHON, "pyjwt.py");
    verifier("Authlib", Tool.PYTHON, "authlib_jwt.py");
    verifier("go-oidc", Tool.GO, "clients");
  }

  private void verifier(String name, Tool tool, String script) {
    all.add(new ClientCase(name + ", verifying", tool, script, asking(API), is(Bed.SUBJECT)));
  }

  private void aws() {
    bed.tokenFile("aws", Clouds.AWS_AUDIENCE, requestUrl);
    aws("token file", page.variables("AWS: token file"));
    Map<String, String> process = new TreeMap<>(requestUrl);
    String config = page.block("AWS: credential process");
    process.put("AWS_CONFIG_FILE", bed.file("aws-config", config).toString());
    process.put("AWS_PROFILE", "checkout");
    aws("credential process", process);
  }

  private void aws(String how, Map<String, String> settings) {
    all.add(
        new ClientCase(
            "AWS SDK for JavaScript, " + how, Tool.NODE, "aws.js", settings, Cases::isRole));
    all.add(new ClientCase("boto3, " + how, Tool.PYTHON, "aws.py", settings, Cases::isRole));
  }

  private static void isRole(String arn) {
    is(ASSUMED).accept(arn.substring(0, arn.lastIndexOf('/') + 1));
  }

  /** The token file once more, at an STS that is no stand-in. */
  private void minio() {
    Optional<Minio> minio = Tool.MINIO.command("").map(server -> Minio.start(server, bed));
    if (minio.isEmpty()) {
      all.add(new ClientCase("MinIO's STS", Tool.MINIO, "", Map.of(), is("")));
      return;
    }
    Map<String, String> settings = new TreeMap<>(page.variables("AWS: token file"));
    settings.putAll(minio.get().settings());
    Consumer<String> check = is("0 buckets");
    String name = " at MinIO's STS, token file";
    all.add(
        new ClientCase("AWS SDK for JavaScript" + name, Tool.NODE, "minio.js", settings, check));
    all.add(new ClientCase("boto3" + name, Tool.PYTHON, "minio.py", settings, check));
  }

  private void google() {
    bed.tokenFile("google", Clouds.GOOGLE_AUDIENCE, requestUrl);
    google("url", Bed.SUBJECT);
    google("file", Clouds.SERVICE_ACCOUNT);
    google("executable", Bed.SUBJECT);
  }

  private void google(String source, String holder) {
    Map<String, String> settings = new TreeMap<>(requestUrl);
    settings.put(
        "GOOGLE_APPLICATION_CREDENTIALS",
        bed.file("google-" + source + ".json", page.block("Google: " + source)).toString());
    settings.put("GOOGLE_CLOUD_PROJECT", "checkout");
    settings.put("GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES", "1");
    Consumer<String> check = held(holder, bed.clouds().google()::holder);
    all.add(
        new ClientCase("google-auth-library, " + source, Tool.NODE, "google.js", settings, check));
    all.add(
        new ClientCase("google-auth, " + source, Tool.PYTHON, "google_adc.py", settings, check));
  }

  private void azure() {
    bed.tokenFile("azure", Clouds.AZURE_AUDIENCE, requestUrl);
    Map<String, String> file = page.variables("Azure: federated token file");
    Consumer<String> check = held(Clouds.CLIENT, bed.clouds().entra()::client);
    all.add(
        new ClientCase(
            "@azure/identity, federated token file", Tool.NODE, "azure.js", file, check));
    all.add(
        new ClientCase(
            "azure-identity, federated token file", Tool.PYTHON, "azure_identity.py", file, check));
  }

  /** The same clients once more, with what {@code vouchsafe exec} gives to its child. */
  private void exec() {
    List<String> wrapper =
        List.of("sh", "-c", page.block("vouchsafe exec").replace("COMMAND", "\"$@\""), "exec");
    Map<String, String> settings = new TreeMap<>(requestUrl);
    settings.put("AZURE_AUTHORITY_HOST", bed.clouds().entra().url() + "/");
    settings.put("GOOGLE_CLOUD_PROJECT", "checkout");
    Consumer<String> google = held(Bed.SUBJECT, bed.clouds().google()::holder);
    Consumer<String> azure = held(Clouds.CLIENT, bed.clouds().entra()::client);
    for (ClientCase one :
        List.of(
            new ClientCase("AWS SDK for JavaScript", Tool.NODE, "aws.js", settings, Cases::isRole),
            new ClientCase("boto3", Tool.PYTHON, "aws.py", settings, Cases::isRole),
            new ClientCase("google-auth-library", Tool.NODE, "google.js", settings, google),
            new ClientCase("google-auth", Tool.PYTHON, "google_adc.py", settings, google),
            new ClientCase("@azure/identity", Tool.NODE, "azure.js", settings, azure),
            new ClientCase("azure-identity", Tool.PYTHON, "azure_identity.py", settings, azure))) {
      all.add(one.wrapped("vouchsafe exec", wrapper));
    }
  }

  private void kubernetes() {
    Map<String, String> settings = new TreeMap<>(requestUrl);
    settings.put("KUBECONFIG", bed.file("kubeconfig", page.block("kubectl")).toString());
    Consumer<String> check = is(Bed.USER_PREFIX + Bed.SUBJECT);
    String whoami = "auth whoami -o jsonpath='result: {.status.userInfo.username}'";
    all.add(new ClientCase("kubectl, exec credential", Tool.KUBECTL, whoami, settings, check));
    all.add(
        new ClientCase(
            "kubernetes for Python, exec credential",
            Tool.PYTHON,
            "kubernetes_client.py",
            settings,
            check));
  }

  private void openBao() {
    bed.tokenFile("vault", API, requestUrl);
    bed.jwtLogin(API);
    String config = bed.file("agent.hcl", page.block("OpenBao Agent")).toString();
    all.add(
        new ClientCase(
            "OpenBao Agent, JWT login with a file",
            Tool.BAO,
            "agent -exit-after-auth -config="
                + config
                + " && printf 'result: ' && cat "
                + bed.folder().resolve("vault-token"),
            Map.of(),
            held(Bed.SUBJECT, bed::loggedIn)));
  }

  private Map<String, String> asking(String audience) {
    Map<String, String> settings = new TreeMap<>(requestUrl);
    settings.put("AUDIENCE", audience);
    return settings;
  }

  private static Consumer<String> held(String holder, Function<String, Optional<String>> of) {
    return token -> is(holder).accept(of.apply(token).orElse("nobody"));
  }
}
