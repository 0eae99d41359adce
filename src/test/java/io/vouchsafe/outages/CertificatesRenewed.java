package io.vouchsafe.outages;

import static io.vouchsafe.testing.Eventually.eventually;

import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.SecretVolume;
import io.vouchsafe.testing.ServerCertificate;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.SteadyCallers;
import io.vouchsafe.testing.TlsOpenBao;
import io.vouchsafe.testing.TlsStage;
import io.vouchsafe.testing.TlsVisitor;
import io.vouchsafe.testing.TrustFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The certificate of both ports is renewed in its files, then the one that logs in at Vault, whose
 * predecessor Vault then no longer takes. A stranger meanwhile opens a connection for each request.
 */
final class CertificatesRenewed extends VaultTrial {
  private static final String POLICIES = "vouchsafe-signer,second-signer";
  private static final Duration BETWEEN_STRANGERS = Duration.ofMillis(200);

  /** Where a machine has no time for a handshake, it is not the service that has to end it. */
  private static final String PATIENCE = "1m";

  /** A login lasts no longer, however often it is renewed. */
  private static final Duration LOGIN = Duration.ofSeconds(20);

  private Path folder;
  private TlsOpenBao vault;
  private SecretVolume ports;
  private List<ServerCertificate> ofPorts;
  private ServerCertificate nextLogin;

  @Override
  Stage stage() {
    folder = TrustFile.folder();
    ports = new SecretVolume(folder("ports"));
    ofPorts = List.of(certificate("ports-1"), certificate("ports-2"));
    ports.hold(ofPorts.getFirst());
    vault = TlsOpenBao.start(folder);
    String lasts = LOGIN.toSeconds() + "s";
    vault
        .bao()
        .root()
        .write("sys/auth/cert/tune", Map.of("default_lease_ttl", lasts, "max_lease_ttl", lasts));
    return new TlsStage(vault.bao(), ports, ofPorts);
  }

  private Path folder(String name) {
    try {
      return Files.createDirectory(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ServerCertificate certificate(String name) {
    return ServerCertificate.create(folder.resolve(name + ".p12"));
  }

  @Override
  Watched watched(Stage stage, Map<String, String> settings) {
    ServerCertificate login = certificate("login-1");
    nextLogin = certificate("login-2");
    vault.trust("first", login, POLICIES);
    vault.trust("second", nextLogin, POLICIES);
    settings.remove("quarkus.vault.authentication.client-token");
    settings.put("quarkus.vault.url", vault.url().toString());
    settings.put("quarkus.vault.tls.ca-cert", vault.authority().toString());
    settings.put("quarkus.tls.vault.key-store.pem.0.cert", written(login).toString());
    settings.put("quarkus.tls.vault.key-store.pem.0.key", key(login).toString());
    settings.put("quarkus.tls.vault.reload-period", "1s");
    settings.put("vouchsafe.vault.tls-configuration-name", "vault");
    settings.put("vouchsafe.vault.login.certificate", "true");
    settings.put("vouchsafe.http.connection.head-timeout", PATIENCE);
    return new Watched(stage, ServiceProcess.start(name(), settings));
  }

  private Path written(ServerCertificate login) {
    return login.writeTo(folder.resolve("login.pem"));
  }

  private Path key(ServerCertificate login) {
    return login.writeKeyTo(folder.resolve("login.key"));
  }

  @Override
  List<Figures> run(Stage stage, Watched watched, Duration lasts) {
    try (SteadyCallers strangers = new SteadyCallers()) {
      TlsVisitor visitor = new TlsVisitor(ofPorts);
      URI jwks = URI.create(stage.url() + "/.well-known/jwks.json");
      strangers.again(
          () -> {
            Processes.pause(BETWEEN_STRANGERS);
            return visitor.status(jwks);
          });
      List<Figures> rows =
          List.of(
              watched.outage(
                  "our certificate is renewed", () -> renewPorts(stage, visitor), lasts, () -> {}),
              watched.outage(
                  "our certificate at Vault is renewed",
                  this::renewLogin,
                  LOGIN.plus(lasts),
                  () -> {}));
      if (!strangers.failures().isEmpty()) {
        throw new AssertionError("strangers: " + strangers.failures());
      }
      return rows;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void renewPorts(Stage stage, TlsVisitor visitor) {
    ServerCertificate next = ofPorts.getLast();
    ports.hold(next);
    for (String url : List.of(stage.url(), stage.managementUrl())) {
      eventually(
          "the renewed certificate at " + url,
          () -> visitor.shown(URI.create(url)).equals(next.certificate()));
    }
  }

  /** Who signs once the login is over has logged in by the renewed one. */
  private void renewLogin() {
    written(nextLogin);
    key(nextLogin);
    Processes.pause(Duration.ofSeconds(3));
    vault.bao().root().delete("auth/cert/certs/first");
  }
}
