package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;

import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.ServerCertificate;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.TlsOpenBao;
import io.vouchsafe.testing.Tokens;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client certificate of the TLS registry is the login, and its files are read again. */
class VaultCertificateIT {
  private static final String POLICIES = "vouchsafe-signer,second-signer";

  @TempDir static Path folder;

  private Stage stage;

  @AfterEach
  void stop() {
    stage.stop();
  }

  @Test
  void logsInByCertificateAndShowsARenewedOne() {
    TlsOpenBao tls = TlsOpenBao.start(folder);
    stage = Stage.before(tls.bao());
    ServerCertificate first = ServerCertificate.create(folder.resolve("first.p12"));
    Path certificate = first.writeTo(folder.resolve("client.pem"));
    Path key = first.writeKeyTo(folder.resolve("client.key"));
    Map<String, String> config = new TreeMap<>(stage.start());
    config.remove("quarkus.vault.authentication.client-token");
    config.put("quarkus.vault.url", tls.url().toString());
    config.put("quarkus.vault.tls.ca-cert", tls.authority().toString());
    config.put("quarkus.tls.vault.key-store.pem.0.cert", certificate.toString());
    config.put("quarkus.tls.vault.key-store.pem.0.key", key.toString());
    config.put("quarkus.tls.vault.reload-period", "1s");
    config.put("vouchsafe.vault.tls-configuration-name", "vault");
    config.put("vouchsafe.vault.login.certificate", "true");
    tls.trust("first", first, POLICIES);
    Client client = Client.of(stage);
    Health health = new Health(stage);
    try (ServiceProcess service = ServiceProcess.on(stage, "certificate", config)) {
      signs(client, health);

      ServerCertificate second = ServerCertificate.create(folder.resolve("second.p12"));
      tls.trust("second", second, POLICIES);
      tls.bao().root().delete("auth/cert/certs/first");
      tls.bao().root().write("sys/leases/revoke-prefix/auth/cert", Map.of());
      eventually(health::text, () -> !Health.up(health.signing()));
      second.writeTo(certificate);
      second.writeKeyTo(key);

      signs(client, health);
    }
  }

  private static void signs(Client client, Health health) {
    eventually(health::text, health::good);
    Tokens.verified(client, client.token(client.grant(Client.workload("d-1")), "a"));
  }
}
