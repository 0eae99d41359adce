package io.vouchsafe.bench;

import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.IssuerSettings;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.ProofKey;
import io.vouchsafe.testing.ServiceProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One instance of the service, its log written to a file at the default level. */
record Service(Build build, ServiceProcess running, int port, int management) {
  static final String ISSUER = "https://id.bench.example";
  static final String ES256 = "es256.bench.example";
  static final String RS256 = "rs256.bench.example";
  static final Duration DEADLINE = Duration.ofSeconds(2);

  private static final int READ_IN_A_SECOND = 300;

  private static final int LONGEST_REFRESH = 30;

  private static final String TRUSTED_ISSUER = "https://broker.bench.example";
  private static final String PROOF_AUDIENCE = "bench";
  private static final String BROKER = "broker";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Starts it and waits until it is ready. */
  static Service start(
      Workshop workshop,
      OpenBao vault,
      String signerToken,
      String name,
      Build build,
      Map<String, String> settings) {
    Path log = workshop.file(name + ".log");
    return ready(launch(workshop, vault, signerToken, name, build, settings, log));
  }

  /** The same of one that writes to {@code log}, which may be a device. */
  static Service start(
      Workshop workshop,
      OpenBao vault,
      String signerToken,
      String name,
      Map<String, String> settings,
      Path log) {
    return ready(launch(workshop, vault, signerToken, name, workshop.build(), settings, log));
  }

  private static Service ready(Service service) {
    Processes.await(
        "the service",
        service.process(),
        service.running.log(),
        PATIENCE,
        () -> Http.isGood(service.url() + "/.well-known/jwks.json"));
    return service;
  }

  static Service launch(
      Workshop workshop,
      OpenBao vault,
      String signerToken,
      String name,
      Build build,
      Map<String, String> settings) {
    Path log = workshop.file(name + ".log");
    return launch(workshop, vault, signerToken, name, build, settings, log);
  }

  private static Service launch(
      Workshop workshop,
      OpenBao vault,
      String signerToken,
      String name,
      Build build,
      Map<String, String> settings,
      Path log) {
    Ports ports = Ports.free();
    Map<String, String> config = configuration(workshop, vault, ports);
    config.putAll(settings);
    Path properties = workshop.file(name + ".properties");
    Workshop.write(
        properties,
        Stream.concat(
                config.entrySet().stream().map(it -> it.getKey() + "=" + it.getValue()),
                build.settings().stream())
            .collect(Collectors.joining("\n")));
    ServiceProcess running =
        ServiceProcess.start(
            build.command("-Dquarkus.config.locations=" + properties),
            Map.of(
                "QUARKUS_VAULT_AUTHENTICATION_CLIENT_TOKEN",
                signerToken,
                "VOUCHSAFE_HTTP_BEHIND_PROXY",
                "true"),
            build.folder(),
            log);
    return new Service(build, running, ports.http(), ports.management());
  }

  private static Map<String, String> configuration(Workshop workshop, OpenBao vault, Ports ports) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("quarkus.http.host", "127.0.0.1");
    config.put("quarkus.http.port", Integer.toString(ports.http()));
    config.put("quarkus.management.host", "127.0.0.1");
    config.put("quarkus.management.port", Integer.toString(ports.management()));
    config.put("quarkus.vault.url", vault.address().toString());
    config.put("vouchsafe.transit.request-timeout", DEADLINE.toString());
    IssuerSettings.of(config, "bench", ISSUER)
        .es256(ES256)
        .trusts("bench", TRUSTED_ISSUER, PROOF_AUDIENCE)
        .keysOf("bench", workshop.proofKey().jwksFile())
        .broker("bench", "bench", BROKER, "*", List.of("org", "app", "deployment"));
    return config;
  }

  /** As often as the organisations can be read beside other work, at most the service's 30 s. */
  static Duration templateRefresh(Workshop workshop) {
    int seconds = Math.ceilDiv(workshop.organisations(), READ_IN_A_SECOND);
    return Duration.ofSeconds(Math.min(seconds, LONGEST_REFRESH));
  }

  /** The settings of a template beside the issuer. */
  static Map<String, String> template(Workshop workshop) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("vouchsafe.keys.refresh", templateRefresh(workshop).toString());
    IssuerSettings.of(config, "org", ISSUER + "/org/{org}")
        .keyPrefix("org-{org}")
        .es256(ES256)
        .trusts("bench", TRUSTED_ISSUER, PROOF_AUDIENCE)
        .keysOf("bench", workshop.proofKey().jwksFile())
        .broker("bench", "bench", BROKER, "*", List.of("org", "app", "deployment"));
    return config;
  }

  Process process() {
    return running.process();
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** The value of a series of its metrics that has no labels but those given. */
  double metric(String series) {
    String metrics = Http.get("http://127.0.0.1:" + management + "/q/metrics").http().body();
    return Metrics.values(metrics, series + " ").sum();
  }

  /** A grant for one workload and both audiences; it counts at every instance on this Vault. */
  String grant(ProofKey proofKey, String deployment) {
    return grant(proofKey, "", "bench", deployment);
  }

  /** The same of the issuer at {@code path}. */
  String grant(ProofKey proofKey, String path, String org, String deployment) {
    String proof = proofKey.sign(ProofKey.claims(TRUSTED_ISSUER, BROKER, PROOF_AUDIENCE).build());
    Http.Answer answer =
        Http.post(
            url() + path + "/grants",
            Map.of(
                "workload",
                Map.of("org", org, "app", "load", "deployment", deployment),
                "audiences",
                List.of(ES256, RS256),
                "max_ttl",
                300,
                "expires_in",
                86_400),
            "Authorization",
            "Bearer " + proof);
    if (answer.status() != 201) {
      throw new IllegalStateException("no grant: " + answer);
    }
    return answer.text("grant");
  }
}
