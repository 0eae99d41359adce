package io.vouchsafe.demo;

import io.vouchsafe.testing.Artifact;
import io.vouchsafe.testing.BaoServer;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.IssuerSettings;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An OpenBao in memory, what its admin applies, and services on it, all with their files below
 * {@code target/dev}. It ends with the JVM and leaves its logs and settings behind, nothing else.
 */
final class Platform {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path TMP = Place.FOLDER.resolve("tmp");
  private static final Path PID = Place.FOLDER.resolve("pid");
  private static final String REVOKED = "revoked";
  private static final List<String> JVM_FLAGS = List.of("-XX:-UsePerfData");

  private final OpenBao bao;
  private final DemoBroker broker;
  private final Path vaultLog;

  private Platform(OpenBao bao, Path vaultLog) {
    this.bao = bao;
    this.vaultLog = vaultLog;
    this.broker = new DemoBroker(bao.identities());
  }

  /** Starts an OpenBao on this port and runs {@code vault/setup} in it. */
  static Platform start(int vaultPort) {
    take();
    Path log = Place.FOLDER.resolve("openbao.log");
    String rootToken = "dev-" + HexFormat.of().formatHex(new SecureRandom().generateSeed(16));
    OpenBao bao =
        OpenBao.start(
            new BaoServer.Options(vaultPort, rootToken, log, "", Map.of("TMPDIR", TMP.toString())));
    bao.setup("--revocation-mount", REVOKED);
    return new Platform(bao, log);
  }

  private static void take() {
    try {
      Files.createDirectories(TMP);
      Files.setPosixFilePermissions(Place.FOLDER, PosixFilePermissions.fromString("rwx------"));
      Files.writeString(PID, ProcessHandle.current().pid() + "\n");
      Processes.afterwards(Platform::tidy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void tidy() {
    try {
      Files.deleteIfExists(Place.FILE);
      Files.deleteIfExists(PID);
      try (Stream<Path> files = Files.walk(TMP)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      System.err.println("cannot tidy up " + Place.FOLDER + ": " + e);
    }
  }

  OpenBao bao() {
    return bao;
  }

  /** A service and where it is. */
  record Service(ServiceProcess process, Place place) {}

  /**
   * Starts a service with the keys of {@code vault/setup}, and waits until it is ready.
   *
   * @param more a properties file with settings that win over those made here; its issuers get keys
   *     and policies too, a template the policies alone
   */
  Service service(Ports ports, Optional<Path> more) {
    Map<String, String> config = configuration(ports);
    config.put("vouchsafe.keys.refresh", "1s");
    config.put("vouchsafe.caller.revocation.mount", REVOKED);
    config.put("vouchsafe.audit.file", Place.AUDIT.toString());
    DevAudit.beginAnew(Place.AUDIT);
    OwnSettings own = OwnSettings.of(more);
    own.keyPrefixes().forEach(it -> bao.setup("--key-prefix", it, "--revocation-mount", REVOKED));
    return launch("service", ports, config, more, bao.login(bao.tokenWith(own.signers())));
  }

  /**
   * Starts a service under these settings, beside where it listens and where OpenBao is, and waits
   * until it is ready.
   */
  Service service(String name, Ports ports, Map<String, String> settings) {
    Map<String, String> config = addresses(ports);
    config.putAll(settings);
    return launch(name, ports, config, Optional.empty(), Map.of());
  }

  /**
   * Starts a second service, with keys of its own that it rotates itself: each version is announced
   * for five seconds, signs for twelve and stays for six more. Of its two Vault tokens the one that
   * signs cannot rotate, and the one that rotates cannot sign.
   */
  Service fastService() {
    bao.setup("--key-prefix", "demo-fast");
    Ports ports = Ports.free();
    Map<String, String> config = configuration(ports);
    config.putAll(FastKeys.SETTINGS);
    Map<String, String> secrets = new LinkedHashMap<>(bao.login(bao.tokenWith("demo-fast-signer")));
    secrets.put(
        "vouchsafe.rotation.authentication.client-token", bao.tokenWith("demo-fast-rotator"));
    return launch("fast", ports, config, Optional.empty(), secrets);
  }

  /**
   * Starts two services as the two regions of one issuer: {@code eu} on this OpenBao, to which the
   * way can be cut, and {@code us} on an OpenBao of its own. Each signs at the other's while its
   * own is away.
   */
  TwoRegions twoRegions() {
    OpenBao other =
        OpenBao.start(
            new BaoServer.Options(
                Ports.free().http(),
                "dev-" + HexFormat.of().formatHex(new SecureRandom().generateSeed(16)),
                Place.FOLDER.resolve("openbao-us.log"),
                "",
                Map.of("TMPDIR", TMP.toString())));
    BreakingProxy way = BreakingProxy.before(bao.address());
    Stream.of(bao, other).forEach(it -> it.setup("--key-prefix", TwoRegions.PREFIX));
    Ports ports = Ports.free();
    String issuer = "http://localhost:" + ports.http();
    Service eu =
        region(
            ports,
            issuer,
            new Home("eu", way.address(), bao),
            new Home("us", other.address(), other));
    Service us =
        region(
            Ports.free(),
            issuer,
            new Home("us", other.address(), other),
            new Home("eu", bao.address(), bao));
    return new TwoRegions(eu, us, way, other);
  }

  private record Home(String name, URI vault, OpenBao bao) {}

  private Service region(Ports ports, String issuer, Home home, Home other) {
    String beside = "vouchsafe.vault.regions." + other.name() + ".";
    Map<String, String> config = configuration(ports);
    config.put("vouchsafe.issuers.demo.issuer", issuer);
    config.put("vouchsafe.issuers.demo.key-prefix", TwoRegions.PREFIX);
    config.put("vouchsafe.issuers.demo.region-claim", TwoRegions.CLAIM);
    config.put("vouchsafe.keys.refresh", "1s");
    config.put("vouchsafe.vault.region", home.name());
    config.put("quarkus.vault.url", home.vault().toString());
    config.put(beside + "url", other.vault().toString());
    config.put(beside + "sign", "true");
    Map<String, String> secrets =
        new LinkedHashMap<>(home.bao().login(home.bao().tokenWith(TwoRegions.PREFIX + "-signer")));
    secrets.put(
        beside + "authentication.client-token",
        other.bao().tokenWith(TwoRegions.PREFIX + "-signer"));
    return launch("region-" + home.name(), ports, config, Optional.empty(), secrets);
  }

  /** Starts a service whose issuers are organisations, of which there is none yet. */
  Service organisations() {
    bao.setup("--key-prefix", OrganisationStory.PREFIX + "{org}");
    Ports ports = Ports.free();
    Map<String, String> config = configuration(ports);
    config.put("vouchsafe.issuers.demo.issuer", "http://localhost:" + ports.http() + "/org/{org}");
    config.put("vouchsafe.issuers.demo.key-prefix", OrganisationStory.PREFIX + "{org}");
    config.put("vouchsafe.keys.refresh", "1s");
    return launch(
        "organisations",
        ports,
        config,
        Optional.empty(),
        bao.login(bao.tokenWith(OrganisationStory.PREFIX + "-signer")));
  }

  private Map<String, String> configuration(Ports ports) {
    Map<String, String> config = addresses(ports);
    broker.trustedBy(IssuerSettings.of(config, "demo", "http://localhost:" + ports.http()));
    return config;
  }

  private Map<String, String> addresses(Ports ports) {
    Map<String, String> config = new LinkedHashMap<>();
    config.put("quarkus.http.host", "127.0.0.1");
    config.put("quarkus.http.port", Integer.toString(ports.http()));
    config.put("quarkus.management.host", "127.0.0.1");
    config.put("quarkus.management.port", Integer.toString(ports.management()));
    config.put("quarkus.vault.url", bao.address().toString());
    return config;
  }

  private Service launch(
      String name,
      Ports ports,
      Map<String, String> config,
      Optional<Path> more,
      Map<String, String> secrets) {
    Path properties = Place.FOLDER.resolve(name + ".properties");
    Path log = Place.FOLDER.resolve(name + ".log");
    write(properties, config);
    List<String> settings = new ArrayList<>();
    String first = more.map(file -> file + ",").orElse("");
    settings.add("-Dquarkus.config.locations=" + first + properties);
    settings.add("-Djava.io.tmpdir=" + TMP);
    Map<String, String> environment =
        secrets.entrySet().stream()
            .collect(
                Collectors.toMap(
                    secret -> secret.getKey().toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"),
                    Map.Entry::getValue));
    environment.put("TMPDIR", TMP.toString());
    ServiceProcess service =
        ServiceProcess.start(
            Artifact.current().command(JVM_FLAGS, settings), environment, Place.FOLDER, log);
    String managementUrl = "http://localhost:" + ports.management();
    Processes.await(
        "the service",
        service.process(),
        log,
        PATIENCE,
        () -> Http.isGood(managementUrl + "/q/health/ready"),
        () -> Health.unready(managementUrl));
    String url = OwnSettings.of(more).issuer("http://localhost:" + ports.http());
    Place place = new Place(url, managementUrl, bao.root(), log, vaultLog);
    return new Service(service, place);
  }

  private static void write(Path properties, Map<String, String> config) {
    try {
      Files.write(
          properties,
          config.entrySet().stream()
              .map(setting -> setting.getKey() + "=" + setting.getValue())
              .toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns when either of them ends.
   *
   * @throws Processes.Failed always, unless the JVM is ending
   */
  void waitForEnd(Service service) {
    while (bao.process().isAlive() && service.process().running()) {
      Processes.pause(Duration.ofMillis(500));
    }
    if (!Processes.isInterrupted()) {
      boolean vault = !bao.process().isAlive();
      throw new Processes.Failed(
          vault ? "OpenBao" : "the service",
          "a process that goes on running",
          "it ended",
          vault ? vaultLog : service.place().log());
    }
  }
}
