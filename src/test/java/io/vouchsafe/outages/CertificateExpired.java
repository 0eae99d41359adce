package io.vouchsafe.outages;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import io.vouchsafe.testing.BaoServer;
import io.vouchsafe.testing.CertificateAuthority;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.ServerCertificate;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.TcpBalancer;
import io.vouchsafe.testing.TrustFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Vault's certificate has expired when connections have to be opened anew, and is replaced; then
 * its authority is replaced, at Vault first and in our file later. Vault reads its files again by
 * SIGHUP, the service by itself. TLS sessions are resumed, so that hardly anybody notices: a
 * certificate is looked at when one begins.
 */
final class CertificateExpired extends VaultTrial {
  private final int port = Ports.one();
  private Path folder;
  private CertificateAuthority authority;
  private TcpBalancer way;

  @Override
  Stage stage() {
    folder = TrustFile.folder();
    authority = authority("first");
    hold(authority.issue());
    OpenBao vault =
        OpenBao.start(
            BaoServer.Options.forTests()
                .alsoAt(port, folder.resolve("server.pem"), folder.resolve("server.key")));
    vault.setup();
    String health = vault.address() + "/v1/sys/health";
    way = TcpBalancer.before(List.of(new TcpBalancer.Upstream(port, health)));
    return Stage.before(vault);
  }

  private CertificateAuthority authority(String name) {
    try {
      return new CertificateAuthority(Files.createDirectory(folder.resolve(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void hold(ServerCertificate certificate) {
    certificate.writeTo(folder.resolve("server.pem"));
    certificate.writeKeyTo(folder.resolve("server.key"));
  }

  @Override
  Watched watched(Stage stage, Map<String, String> settings) {
    settings.put("quarkus.vault.url", "https://localhost:" + way.port());
    settings.put("quarkus.vault.tls.ca-cert", trust(authority).toString());
    return super.watched(stage, settings);
  }

  private Path trust(CertificateAuthority next) {
    try {
      Path written = next.writeTo(folder.resolve("ca.next"));
      return Files.move(written, folder.resolve("ca.pem"), ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  List<Figures> run(Stage stage, Watched watched, Duration lasts) {
    try (TcpBalancer balancer = way) {
      CertificateAuthority next = authority("second");
      ServerCertificate ofNext = next.issue();
      ServerCertificate expired = authority.issueExpired();
      ServerCertificate renewed = authority.issue();
      return List.of(
          watched.outage(
              "Vault's certificate has expired",
              () -> shows(stage, expired),
              lasts,
              () -> {
                System.out.println(watched.failing());
                shows(stage, renewed);
              }),
          watched.outage(
              "Vault's authority replaced, ours later",
              () -> shows(stage, ofNext),
              lasts,
              () -> {
                System.out.println(watched.failing());
                trust(next);
              }));
    }
  }

  /** Vault shows it to whoever connects from now on, which everybody has to. */
  private void shows(Stage stage, ServerCertificate certificate) {
    hold(certificate);
    Processes.said(
        List.of("kill", "-HUP", Long.toString(stage.bao().process().pid())),
        Map.of(),
        Repository.ROOT);
    Processes.pause(Duration.ofMillis(300));
    way.breakOpen();
  }
}
