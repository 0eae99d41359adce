package io.vouchsafe.program;

import static io.vouchsafe.testing.StartSettings.ISSUER;
import static io.vouchsafe.testing.StartSettings.TRUSTED;
import static io.vouchsafe.testing.StartSettings.VAULT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Artifact;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.ServerCertificate;
import io.vouchsafe.testing.StartSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code --check} says of a configuration, and what it leaves alone. */
class CheckIT {
  @TempDir Path folder;
  private StartSettings settings;

  private record Ended(int status, List<String> lines) {}

  @BeforeEach
  void takeGoodSettings() {
    settings = StartSettings.good(folder);
  }

  private Ended check(String name, Map<String, String> environment) throws Exception {
    Path log = Repository.TARGET.resolve("check-" + name + ".log");
    Process process =
        Processes.start(
            Artifact.current()
                .command(
                    settings.properties().entrySet().stream()
                        .map(entry -> "-D" + entry.getKey() + "=" + entry.getValue())
                        .toList(),
                    "--check"),
            environment,
            folder,
            log);
    int status = process.waitFor();
    return new Ended(status, Files.readAllLines(log));
  }

  @Test
  void aGoodConfigurationEndsWith0() throws Exception {
    Ended ended = check("good", Map.of());

    assertEquals(new Ended(0, List.of("the configuration is good")), ended);
  }

  @Test
  void whatIsUnwiseIsSaidAndEndsWith0() throws Exception {
    settings.without(ISSUER + "brokers").with("quarkus.http.insecure-requests", "enabled");
    ServerCertificate.create(folder.resolve("server.p12")).settings(0).forEach(settings::with);

    Ended ended = check("unwise", Map.of());

    assertEquals(0, ended.status(), ended::toString);
    assertEquals(3, ended.lines().size(), ended::toString);
    assertTrue(
        ended.lines().get(0).startsWith("warning: quarkus.http.insecure-requests: is enabled"));
    assertTrue(
        ended.lines().get(1).startsWith("warning: " + ISSUER + "brokers: issuer default has no"));
    assertEquals("the configuration is good", ended.lines().get(2));
  }

  @Test
  void theExampleOfTheDocumentationIsGood() throws Exception {
    settings
        .without("")
        .with(
            "quarkus.config.locations",
            Path.of("docs", "example", "application.properties").toAbsolutePath().toString());

    Ended ended = check("example", Map.of());

    assertEquals(new Ended(0, List.of("the configuration is good")), ended);
  }

  /** What reads the files warns of it with the value, and before the log is set up. */
  @Test
  void aSecretThatStandsTwiceIsNotShownWhateverElseIsWrong() throws Exception {
    String login = "quarkus.vault.authentication.client-token=";
    Path file =
        Files.writeString(
            folder.resolve("twice.properties"),
            login + "hvs.first-of-two\n" + login + "hvs.second-of-two\nquarkus.http.port=abc\n");
    settings
        .without("quarkus.http.port")
        .without("quarkus.vault.authentication.client-token")
        .with("quarkus.config.locations", file.toString());

    Ended ended = check("twice", Map.of());

    assertEquals(1, ended.status());
    assertTrue(ended.lines().stream().noneMatch(line -> line.contains("of-two")), ended::toString);
    assertTrue(ended.toString().contains("stands twice"), ended::toString);
  }

  /** Both ports are taken, and Vault is a socket that would see whoever calls it, for keys too. */
  @Test
  void noPortIsOpenedAndNobodyIsCalled() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket open = new ServerSocket(0, 1, loopback);
        ServerSocket management = new ServerSocket(0, 1, loopback);
        ServerSocket vault = new ServerSocket(0, 1, loopback)) {
      settings
          .with("quarkus.http.port", String.valueOf(open.getLocalPort()))
          .with("quarkus.management.port", String.valueOf(management.getLocalPort()))
          .with(VAULT + "url", "http://127.0.0.1:" + vault.getLocalPort())
          .without(TRUSTED + "jwks-file")
          .with(TRUSTED + "jwks-uri", "http://127.0.0.1:" + vault.getLocalPort() + "/jwks");

      assertEquals(0, check("ports", Map.of()).status());
      vault.setSoTimeout(1);
      assertThrows(SocketTimeoutException.class, vault::accept);
    }
  }

  /** Quarkus refuses one before our parts are made; nobody is told of the rest later for that. */
  @Test
  void allFaultsAreSaidAtOnceWithTheirPlaces() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("faults.properties"),
            """
            vouchsafe.keys.refersh=5s
            vouchsafe.keys.max-ttl=soon
            vouchsafe.keys.shared-cache=ja
            vouchsafe.transit.pool-size=0
            vouchsafe.issuers.second.key-prefix=second
            vouchsafe.issuers.third.issuer=https://b\u00fccher.example/third
            vouchsafe.issuers.third.key-prefix=third
            quarkus.http.ssl-port=many
            """);
    settings
        .with("quarkus.config.locations", file.toString())
        .with(ISSUER + "issuer", "http://id.example.com");

    Ended ended = check("faults", Map.of("VOUCHSAFE_SIGNING_VERIFI", "always"));

    assertEquals(1, ended.status(), ended::toString);
    String said = String.join("\n", ended.lines());
    for (String part :
        List.of(
            "vouchsafe.keys.refersh; did you mean vouchsafe.keys.refresh? (" + file + ", line 1)",
            "vouchsafe.keys.max-ttl: must be a duration",
            "vouchsafe.keys.shared-cache: must be true or false, not ja (" + file + ", line 3)",
            "vouchsafe.transit.pool-size must be 1 to 1000, not 0 (" + file + ", line 4)",
            "vouchsafe.issuers.second.issuer: is required",
            ISSUER + "issuer: must be https",
            "vouchsafe.issuers.third.issuer: must have a host in ASCII, such as xn--bcher-kva.example",
            "did you mean VOUCHSAFE_SIGNING_VERIFY?",
            "quarkus.http.ssl-port")) {
      assertTrue(said.contains(part), () -> "not said: " + part + "\n" + said);
    }
    assertEquals(9, ended.lines().size(), said);
    assertFalse(said.contains("SRCFG"), said);
  }

  /** What Quarkus finds before the log is set up, or before our parts are made. */
  @ParameterizedTest
  @CsvSource({
    "quarkus.config.locations, file:/nowhere/x.properties, /nowhere/x.properties",
    "quarkus.http.port, many, quarkus.http.port",
    "quarkus.http.tls-configuration-name, nosuch, names nosuch",
    "quarkus.management.tls-configuration-name, nosuch, names nosuch",
    "quarkus.http.limits.max-body-size, 9999999999999999999999G, must be at most 1T",
    "quarkus.http.idle-timeout, 99999999999999999h, must be a duration",
    "quarkus.http.port, hvs.canary, 'a token of Vault, not shown'",
    "quarkus.vault.tls.ca-cert, /tmp, /tmp is a directory",
    "quarkus.tls.trust-store.pem.certs, /tmp, /tmp is a directory",
    "quarkus.tls.a.trust-store.p12.path, /nowhere/a.p12, there is no file /nowhere/a.p12",
  })
  void whatQuarkusRefusesOrFindsTooLateIsALine(String name, String value, String said)
      throws Exception {
    settings.with(name, value);

    Ended ended = check("quarkus", Map.of());

    assertEquals(1, ended.status(), ended::toString);
    assertEquals(1, ended.lines().size(), ended::toString);
    assertTrue(ended.lines().getFirst().contains(said), ended::toString);
    assertFalse(ended.toString().contains("canary"), ended::toString);
  }

  /** Quarkus reads both before our parts are made, and names the first one alone. */
  @Test
  void eachFileOfACertificateIsALine() throws Exception {
    String pair = "quarkus.tls.ports.key-store.pem.0.";
    settings.with(pair + "cert", "/nowhere/tls.crt").with(pair + "key", "/nowhere/tls.key");
    String line = pair + "%s: there is no file /nowhere/tls.%s (system property)";

    assertEquals(
        new Ended(1, List.of(line.formatted("cert", "crt"), line.formatted("key", "key"))),
        check("files", Map.of()));
  }

  @Test
  void whatQuarkusAloneKnowsOfACertificateNamesIt() throws Exception {
    ServerCertificate certificate = ServerCertificate.create(folder.resolve("server.p12"));
    settings
        .with("quarkus.tls.ports.key-store.p12.path", certificate.keyStore().toString())
        .with("quarkus.tls.ports.key-store.p12.password", "wrong");

    Ended ended = check("password", Map.of());

    assertEquals(1, ended.status(), ended::toString);
    assertEquals(1, ended.lines().size(), ended::toString);
    assertTrue(ended.lines().getFirst().startsWith("quarkus.tls.ports: "), ended::toString);
    assertTrue(ended.lines().getFirst().contains("password"), ended::toString);
  }

  @Test
  void theSnapshotIsNeitherReadNorWritten() throws Exception {
    Path snapshot = folder.resolve("ring.json");
    settings.with("vouchsafe.ring.snapshot", snapshot.toString());

    assertEquals(new Ended(0, List.of("the configuration is good")), check("snapshot", Map.of()));
    assertFalse(Files.exists(snapshot));
  }

  @Test
  void theValueOfAKeyThatStandsTwiceIsNotRepeated() throws Exception {
    String token = VAULT + "authentication.client-token";
    Path file =
        Files.writeString(
            folder.resolve("twice.properties"), token + "=hvs.canary\n" + token + "=hvs.other\n");
    settings
        .without("quarkus.http.port")
        .without("quarkus.vault.authentication.client-token")
        .with("quarkus.config.locations", file.toString());

    Ended ended = check("twice", Map.of());

    assertEquals(1, ended.status(), ended::toString);
    assertEquals(1, ended.lines().size(), ended::toString);
    assertTrue(ended.lines().getFirst().startsWith(token + ": stands twice"), ended::toString);
  }

  /** With {@code quarkus.config.locations} as a system property, too. */
  @Test
  void aVariableAndASystemPropertyWinOverAFile() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("my.properties"),
            "vouchsafe.keys.refresh=soon\nvouchsafe.keys.max-ttl=soon\n");
    settings
        .with("quarkus.config.locations", file.toString())
        .with("vouchsafe.keys.refresh", "20s");

    Ended ended = check("order", Map.of("VOUCHSAFE_KEYS_MAX_TTL", "30m"));

    assertEquals(new Ended(0, List.of("the configuration is good")), ended);
  }
}
