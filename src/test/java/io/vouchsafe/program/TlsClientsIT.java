package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.ServerCertificate;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.TlsTunnel;
import io.vouchsafe.testing.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vault and a trusted issuer behind TLS, each with a certificate authority of its own. */
class TlsClientsIT {
  private static final String TRUSTED = "vouchsafe.issuers.default.trusted-issuers.control.";
  private static final String VAULT_CA = "quarkus.vault.tls.ca-cert";
  private static final String ISSUER_CA = TRUSTED + "ca-file";

  @TempDir Path folder;
  private final Stage stage = Stage.shared();
  private final Client client = Client.of(stage);
  private final Health health = new Health(stage);
  private final Map<String, String> config = new TreeMap<>();
  private TlsTunnel vault;
  private HttpsServer issuer;

  @BeforeEach
  void start() throws IOException {
    config.putAll(stage.start());
    vault = TlsTunnel.before(stage.bao().address(), certificate("vault"));
    config.put("quarkus.vault.url", vault.address().toString());
    config.put(VAULT_CA, authority("vault"));
    byte[] jwks = Files.readAllBytes(Path.of(config.remove(TRUSTED + "jwks-file")));
    issuer = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.setHttpsConfigurator(new HttpsConfigurator(certificate("issuer").serving()));
    issuer.createContext(
        "/jwks",
        exchange -> {
          exchange.sendResponseHeaders(200, jwks.length);
          exchange.getResponseBody().write(jwks);
          exchange.close();
        });
    issuer.start();
    config.put(
        TRUSTED + "jwks-uri", "https://localhost:" + issuer.getAddress().getPort() + "/jwks");
    config.put(ISSUER_CA, authority("issuer"));
  }

  private ServerCertificate certificate(String name) {
    ServerCertificate certificate = ServerCertificate.create(folder.resolve(name + ".p12"));
    certificate.writeTo(Path.of(authority(name)));
    return certificate;
  }

  private String authority(String name) {
    return folder.resolve(name + ".pem").toString();
  }

  @AfterEach
  void stop() {
    issuer.stop(0);
    vault.close();
    stage.stop();
  }

  @Test
  void eachIsReachedByItsOwnAuthority() {
    try (ServiceProcess service = ServiceProcess.on(stage, "tls-clients", config)) {
      eventually(health::text, health::good);

      Tokens.verified(client, client.token(client.grant(Client.workload("d-1")), "a"));
      assertTrue(service.running());
    }
  }

  @Test
  void theAuthorityOfAnotherIsNotVaults() {
    config.put(VAULT_CA, authority("issuer"));
    try (ServiceProcess service = ServiceProcess.on(stage, "tls-wrong-vault", config)) {
      eventually(health::text, () -> Health.reasons(health.ready()).contains(VAULT_CA));

      assertFalse(Health.up(health.ready()), health::text);
      assertTrue(service.output().contains("Vault: outage began"), service::output);
      assertTrue(Health.up(health.live()), health::text);
      assertEquals(503, grant().status());
    }
  }

  @Test
  void theAuthorityOfAnotherIsNotTheIssuers() {
    config.put(ISSUER_CA, authority("vault"));
    try (ServiceProcess service = ServiceProcess.on(stage, "tls-wrong-issuer", config)) {
      eventually(health::text, health::good);
      Answer refused = grant();

      assertEquals(503, refused.status(), refused::toString);
      assertTrue(refused.text("detail").contains("trusted issuer control"), refused::toString);
      assertTrue(
          service.output().contains("name its certificate authority with vouchsafe.issuers"));
    }
  }

  private Answer grant() {
    return client.post(
        "/grants",
        client.proof(),
        Map.of("workload", Client.workload("d-1"), "audiences", new String[] {"*"}));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path none = folder.resolve("none.pem");
    config.put(VAULT_CA, none.toString());
    try (ServiceProcess service = ServiceProcess.start("tls-no-file", config)) {
      assertEquals(1, service.exitStatus(), service::output);
      assertTrue(
          service.output().contains(VAULT_CA + ": there is no file " + none), service::output);
    }
  }
}
