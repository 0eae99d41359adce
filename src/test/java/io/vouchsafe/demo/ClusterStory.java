package io.vouchsafe.demo;

import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.IssuerSettings;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.ServerCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a cluster is to Vouchsafe: where the service's login to OpenBao comes from, an issuer of
 * brokers' proofs, and a relying party.
 */
final class ClusterStory {
  private static final String VAULT_AUDIENCE = "https://vault.example.com";
  private static final String API_AUDIENCE = "https://k8s.example.com";
  private static final String USER = "vouchsafe:deployment:shop/checkout/d-42";
  private static final String SERVICE = "vouchsafe";
  private static final String CONTROL_PLANE = "control-plane";
  private static final Duration RELOAD = Duration.ofMinutes(3);

  private final Cluster cluster;
  private final Platform platform;
  private final Path folder;
  private final Ports ports = Ports.free();
  private final int tlsPort = Ports.free().http();
  private final ServerCertificate certificate;

  ClusterStory(Cluster cluster, Platform platform, Path folder) {
    this.cluster = cluster;
    this.platform = platform;
    this.folder = folder;
    this.certificate = ServerCertificate.create(folder.resolve("server.p12"));
  }

  /**
   * Tells it.
   *
   * @param authenticationConfig the file of the API server's {@code --authentication-config}, which
   *     says at the end what it says now; the last chapter is left out where it is empty
   */
  void tell(Optional<Path> authenticationConfig) {
    theServiceLogsIn();
    String grant = theControlPlaneVouches();
    authenticationConfig.ifPresentOrElse(
        file -> theClusterTakesTheToken(file, grant),
        () ->
            Story.title(
                "3. left out: the cluster as a relying party. Start its API server with"
                    + " --authentication-config=FILE and name that file with the same flag"));
  }

  private void theServiceLogsIn() {
    Story.title("1. OpenBao takes an account of this cluster as the service's login");
    cluster.account(SERVICE);
    cluster.account("vault");
    cluster.reviewsTokens("vault");
    OpenBao bao = platform.bao();
    Path reviewer = Cluster.write(folder.resolve("reviewer.jwt"), cluster.token("vault", ""));
    bao.setup(
        "--auth=kubernetes",
        "--service-account=" + cluster.namespace() + "/" + SERVICE,
        "--audience=" + VAULT_AUDIENCE,
        "--kubernetes-host=" + cluster.server(),
        "--token-reviewer-jwt=" + reviewer,
        "--ca-file=" + cluster.caFile());
    Cluster.write(folder.resolve("vault-token"), cluster.token(SERVICE, VAULT_AUDIENCE));
    Platform.Service service = platform.service("cluster", ports, configuration());
    Story.show("logged in as", cluster.namespace() + "/" + SERVICE);
    Story.show("ready", service.place().managementUrl() + "/q/health/ready");
  }

  private Map<String, String> configuration() {
    Map<String, String> config = new LinkedHashMap<>(certificate.settings(tlsPort));
    config.put("quarkus.vault.authentication.kubernetes.role", "vouchsafe-signer");
    config.put(
        "quarkus.vault.authentication.kubernetes.jwt-token-path",
        folder.resolve("vault-token").toString());
    String account = "system:serviceaccount:%s:%s".formatted(cluster.namespace(), CONTROL_PLANE);
    cluster.account(CONTROL_PLANE);
    Path bearer = Cluster.write(folder.resolve("bearer-token"), cluster.token(CONTROL_PLANE, ""));
    IssuerSettings.of(config, "cluster", issuer())
        .trusts("cluster", cluster.issuer(), issuer())
        .with("trusted-issuers.cluster.jwks-uri", cluster.server() + "/openid/v1/jwks")
        .with("trusted-issuers.cluster.ca-file", cluster.caFile().toString())
        .with("trusted-issuers.cluster.bearer-token-file", bearer.toString())
        .broker("control", "cluster", account, "*", List.of("org", "app", "deployment"));
    return config;
  }

  private String issuer() {
    return "https://localhost:" + tlsPort;
  }

  private String theControlPlaneVouches() {
    Story.title("2. An account's token is the proof of a broker");
    String proof = cluster.token(CONTROL_PLANE, issuer());
    Story.show("iss", Story.claims(proof).path("iss").asText());
    Story.show("sub", Story.claims(proof).path("sub").asText());
    Map<String, String> workload = Map.of("org", "shop", "app", "checkout", "deployment", "d-42");
    Answer answer = DemoBroker.grant(plain(), proof, workload, List.of("*"), 3600, 3600);
    Story.expect("a grant for the control plane", 201, answer.status(), answer);
    Story.show("grant", answer.text("id"));
    String other = cluster.token(SERVICE, issuer());
    Answer refused = DemoBroker.grant(plain(), other, workload, List.of("*"), 3600, 3600);
    Story.expect("a grant for another account", 403, refused.status(), refused);
    Story.show("another account", refused.status() + ", " + refused.text("detail"));
    return answer.text("grant");
  }

  private void theClusterTakesTheToken(Path file, String grant) {
    Story.title("3. The API server takes a token as a user's");
    Path copy = folder.resolve("authentication-config.before");
    BorrowedFile borrowed = BorrowedFile.borrow(file, copy);
    Processes.afterwards(borrowed::giveBack);
    borrowed.say(authenticationConfiguration());
    Story.show("written", file + ", which says afterwards what it said before; a copy is " + copy);
    Story.show(
        "waiting",
        "up to %d minutes, until the API server has read it again".formatted(RELOAD.toMinutes()));
    String token = token(grant, API_AUDIENCE);
    String user = whoIs(token);
    Story.expect("the user", USER, user, user);
    Story.show("the user", user);
    cluster.here("create", "role", "reader", "--verb=list", "--resource=configmaps");
    cluster.here("create", "rolebinding", "checkout", "--role=reader", "--user=" + USER);
    cluster.as(token, "get", "configmaps");
    Story.show("bound to a role", "it lists the ConfigMaps of " + cluster.namespace());
    try {
      cluster.as(token(grant, "https://elsewhere.example.com"), "auth", "whoami");
    } catch (Processes.Failed refused) {
      Story.show("another audience", "Unauthorized");
      return;
    }
    throw new Story.StepFailed("a token for another audience", "Unauthorized", "it was taken");
  }

  /** The API server reads its file again within a minute. */
  private String whoIs(String token) {
    Instant until = Instant.now().plus(RELOAD);
    while (true) {
      try {
        return cluster
            .as(token, "auth", "whoami", "-o", "jsonpath={.status.userInfo.username}")
            .strip();
      } catch (Processes.Failed notYet) {
        if (Instant.now().isAfter(until)) {
          throw notYet;
        }
        Processes.pause(Duration.ofSeconds(2));
      }
    }
  }

  private String token(String grant, String audience) {
    Answer answer =
        Http.get(plain() + "/id-token?audience=" + audience, "Authorization", "bearer " + grant);
    Story.expect("a token for " + audience, 200, answer.status(), answer);
    return answer.text("value");
  }

  private String plain() {
    return "http://localhost:" + ports.http();
  }

  private String authenticationConfiguration() {
    String authority = read(certificate.writeTo(folder.resolve("server.crt"))).indent(6);
    return """
        apiVersion: apiserver.config.k8s.io/v1
        kind: AuthenticationConfiguration
        jwt:
        - issuer:
            url: %s
            audiences: ["%s"]
            certificateAuthority: |
        %s
          claimMappings:
            username: {claim: sub, prefix: "vouchsafe:"}
        """
        .formatted(issuer(), API_AUDIENCE, authority.stripTrailing());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
