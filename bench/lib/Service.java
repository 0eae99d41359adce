import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One instance of the service, its log written to a file at the default level. */
record Service(Artifact artifact, Process process, int port, Path log) {
  static final String ISSUER = "https://id.bench.example";
  static final String ES256 = "es256.bench.example";
  static final String RS256 = "rs256.bench.example";
  static final Duration DEADLINE = Duration.ofSeconds(2);

  /** Starts it and waits until it is ready. */
  static Service start(
      Workshop workshop,
      OpenBao vault,
      String name,
      Artifact artifact,
      Map<String, String> settings) {
    var service = launch(workshop, vault, name, artifact, settings);
    Processes.await(
        "the service",
        service.process,
        service.log,
        Duration.ofSeconds(60),
        () -> Http.ok(service.url() + "/.well-known/jwks.json"));
    return service;
  }

  static Service launch(
      Workshop workshop,
      OpenBao vault,
      String name,
      Artifact artifact,
      Map<String, String> settings) {
    int port = Processes.freePort();
    var properties = workshop.file(name + ".properties");
    Workshop.write(
        properties,
        configuration(workshop, vault, port)
            + settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
                .collect(Collectors.joining())
            + artifact.settings().stream()
                .map(setting -> setting + "\n")
                .collect(Collectors.joining()));
    var log = workshop.file(name + ".log");
    var process =
        Processes.start(
            artifact.command("-Dquarkus.config.locations=" + properties),
            Map.of("QUARKUS_VAULT_AUTHENTICATION_CLIENT_TOKEN", vault.token()),
            artifact.folder(),
            log);
    return new Service(artifact, process, port, log);
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  private static String configuration(Workshop workshop, OpenBao vault, int port) {
    return """
    quarkus.http.host=127.0.0.1
    quarkus.http.port=%d
    quarkus.management.host=127.0.0.1
    quarkus.management.port=%d
    quarkus.vault.url=%s
    vouchsafe.transit.request-timeout=%s
    vouchsafe.issuers.bench.issuer=%s
    vouchsafe.issuers.bench.audiences."%s".algorithm=ES256
    vouchsafe.issuers.bench.trusted-issuers.bench.issuer=%s
    vouchsafe.issuers.bench.trusted-issuers.bench.audience=%s
    vouchsafe.issuers.bench.trusted-issuers.bench.jwks-file=%s
    vouchsafe.issuers.bench.brokers.bench.trusted-issuer=bench
    vouchsafe.issuers.bench.brokers.bench.subjects=%s
    vouchsafe.issuers.bench.brokers.bench.audiences=*
    vouchsafe.issuers.bench.brokers.bench.attributes.org=*
    vouchsafe.issuers.bench.brokers.bench.attributes.app=*
    vouchsafe.issuers.bench.brokers.bench.attributes.deployment=*
    """
        .formatted(
            port,
            Processes.freePort(),
            vault.url(),
            DEADLINE,
            ISSUER,
            ES256,
            Broker.ISSUER,
            Broker.AUDIENCE,
            workshop.broker().jwksFile(),
            Broker.SUBJECT);
  }

  /** A grant for one workload and both audiences; it counts at every instance on this Vault. */
  String grant(Broker broker) {
    return Http.post(
            url() + "/grants",
            Map.of(
                "workload",
                Map.of("org", "bench", "app", "load", "deployment", "d-1"),
                "audiences",
                List.of(ES256, RS256),
                "max_ttl",
                300,
                "expires_in",
                86_400),
            "Authorization",
            "Bearer " + broker.proof())
        .text("grant");
  }
}
