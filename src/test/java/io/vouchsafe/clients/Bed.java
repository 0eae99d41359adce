package io.vouchsafe.clients;

import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.ServerCertificate;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.VaultApi;
import io.vouchsafe.testing.cloud.Clouds;
import io.vouchsafe.testing.cloud.KubernetesApi;
import io.vouchsafe.testing.cloud.StandIn.Setup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the clients run on: an OpenBao, the packaged service, a workload's grant, and stand-ins of
 * the clouds and of an API server that take this workload. All of it ends with the JVM.
 *
 * @param ports for the agent's listeners
 * @param folder for files with secrets; it goes at the end
 * @param keycloak another issuer, where it can be had
 */
record Bed(
    List<Integer> ports,
    ExchangingStage stage,
    Clouds clouds,
    KubernetesApi kubernetes,
    Client client,
    String grant,
    Path folder,
    Optional<Keycloak> keycloak) {
  static final String SUBJECT = "deployment:shop/checkout/d-42";
  static final String KUBERNETES_AUDIENCE = "kubernetes.example.com";
  static final String USER_PREFIX = "vouchsafe:";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path PROGRAM = Repository.ROOT.resolve("dev/vouchsafe");

  static Bed start() {
    Path folder = ownFolder();
    Optional<Keycloak> keycloak =
        Tool.KEYCLOAK.command("").map(files -> Keycloak.start(Path.of(files.getFirst()), folder));
    ExchangingStage stage = new ExchangingStage();
    Map<String, String> config = stage.start();
    keycloak.ifPresent(issuer -> issuer.trustedBy(config));
    keycloak.ifPresent(Keycloak::await);
    ServiceProcess.on(stage, "clients", config);
    Clouds clouds = Clouds.start(stage.url(), SUBJECT, folder);
    ServerCertificate certificate = new ServerCertificate(folder.resolve("clouds.p12"));
    certificate.writeTo(folder.resolve("kubernetes-ca.pem"));
    Setup tls = new Setup(Optional.of(certificate), Optional.empty(), KubernetesApi.LEEWAY);
    KubernetesApi kubernetes =
        KubernetesApi.start(tls, stage.url(), KUBERNETES_AUDIENCE, USER_PREFIX);
    Client client = Client.of(stage);
    String grant = client.grant(Client.workload("d-42"));
    return new Bed(Ports.free(3), stage, clouds, kubernetes, client, grant, folder, keycloak);
  }

  private static Path ownFolder() {
    try {
      Path folder = Files.createTempDirectory("clients-");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      Files.createDirectory(folder.resolve("home"));
      Processes.afterwards(() -> delete(folder));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("cannot delete " + folder + ": " + e);
    }
  }

  /** What stands on the page, and what it is here. */
  Map<String, String> places() {
    Map<String, String> places = new LinkedHashMap<>();
    places.put("https://id.example.com", stage.url());
    places.put("https://sts.googleapis.com", clouds.google().url());
    places.put("https://iamcredentials.googleapis.com", clouds.google().url());
    places.put("https://login.microsoftonline.com", clouds.entra().url());
    places.put("https://kubernetes.example.com:6443", kubernetes.url());
    places.put("https://vault.example.com:8200", stage.bao().address().toString());
    places.put("/run/tokens", folder.toString());
    for (int i = 0; i < ports.size(); i++) {
      places.put(":818" + (i + 1), ":" + ports.get(i));
      places.put(" 818" + (i + 1), " " + ports.get(i));
    }
    places.put("/usr/local/bin/vouchsafe", PROGRAM.toString());
    places.put("GRANT", grant);
    return places;
  }

  /** What every client is given. */
  Map<String, String> environment() {
    Map<String, String> variables = new HashMap<>();
    variables.put("HOME", folder.resolve("home").toString());
    variables.put("ISSUER", stage.url());
    variables.put("AWS_ENDPOINT_URL_STS", clouds.aws().url());
    variables.put("NODE_EXTRA_CA_CERTS", clouds.certificate().toString());
    variables.put("NODE_NO_WARNINGS", "1");
    variables.put("REQUESTS_CA_BUNDLE", clouds.certificate().toString());
    Optional.ofNullable(System.getenv("VOUCHSAFE_PROGRAM"))
        .ifPresent(program -> variables.put("VOUCHSAFE_PROGRAM", program));
    return variables;
  }

  /** A file of the clients' own. */
  Path file(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command of the page to its end, for the workload. */
  void run(String script, Map<String, String> requestUrl) {
    Map<String, String> variables = environment();
    variables.putAll(requestUrl);
    Processes.said(List.of("sh", "-c", script), variables, folder);
  }

  /** Starts the agent by a command of the page, and waits until its last listener is there. */
  void startAgent(String script, Map<String, String> requestUrl) {
    Map<String, String> variables = environment();
    variables.putAll(requestUrl);
    Path log = folder.resolve("agent.log");
    Process process =
        Processes.start(List.of("sh", "-c", "exec " + script), variables, folder, log);
    Processes.await("the agent", process, log, PATIENCE, () -> read(log).contains("GCE_METADATA"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets this workload log in to OpenBao by tokens for this audience. */
  void jwtLogin(String audience) {
    VaultApi vault = stage.bao().root();
    vault.write("sys/auth/jwt", Map.of("type", "jwt"));
    vault.write(
        "auth/jwt/config", Map.of("oidc_discovery_url", stage.url(), "bound_issuer", stage.url()));
    Map<String, Object> role = new HashMap<>();
    role.put("role_type", "jwt");
    role.put("user_claim", "sub");
    role.put("bound_audiences", List.of(audience));
    role.put("bound_subject", SUBJECT);
    vault.write("auth/jwt/role/checkout", role);
  }

  /** Whose login to OpenBao this token is from. */
  Optional<String> loggedIn(String token) {
    var self =
        new VaultApi(stage.bao().address(), token).call("GET", "auth/token/lookup-self", null);
    return Optional.of(self.data().path("display_name").asText().replaceFirst("^jwt-", ""));
  }
}
