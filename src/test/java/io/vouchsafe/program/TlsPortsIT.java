package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.SecretVolume;
import io.vouchsafe.testing.ServerCertificate;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.SteadyCallers;
import io.vouchsafe.testing.TlsVisitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ports with TLS of their own, of files that are replaced as Kubernetes replaces them. */
class TlsPortsIT {
  private static final int REPLACEMENTS = 6;

  @TempDir Path folder;
  private final Stage stage = Stage.shared();
  private final int port = Ports.one();
  private final String url = "https://localhost:" + port;
  private String managementUrl;
  private SecretVolume files;
  private List<ServerCertificate> certificates;
  private SSLContext trust;
  private HttpClient client;

  @BeforeEach
  void prepare() throws IOException {
    certificates =
        List.of(
            ServerCertificate.create(folder.resolve("first.p12")),
            ServerCertificate.create(folder.resolve("second.p12")));
    trust = ServerCertificate.trust(certificates);
    client = HttpClient.newBuilder().sslContext(trust).build();
    files = new SecretVolume(Files.createDirectory(folder.resolve("volume")));
    files.hold(certificates.getFirst());
  }

  @AfterEach
  void stop() {
    client.close();
    stage.stop();
  }

  private Map<String, String> settings() {
    Map<String, String> config = new TreeMap<>(stage.start());
    managementUrl = stage.managementUrl().replace("http:", "https:");
    config.put("quarkus.tls.ports.key-store.pem.0.cert", files.certificate().toString());
    config.put("quarkus.tls.ports.key-store.pem.0.key", files.key().toString());
    config.put("quarkus.tls.ports.reload-period", "500ms");
    config.put("quarkus.http.tls-configuration-name", "ports");
    config.put("quarkus.management.tls-configuration-name", "ports");
    config.put("quarkus.http.ssl-port", Integer.toString(port));
    config.put("vouchsafe.issuers.default.issuer", url);
    config.put("vouchsafe.transit.request-timeout", "20s");
    return config;
  }

  private ServiceProcess started() {
    ServiceProcess service = ServiceProcess.start("tls-ports", settings());
    eventually(service::output, () -> isGood("/q/health/ready"));
    eventually(service::output, () -> isGood("/q/health/group/signing"));
    return service;
  }

  private boolean isGood(String path) {
    try {
      return get(managementUrl + path).status() == 200;
    } catch (UncheckedIOException notListening) {
      return false;
    }
  }

  private Answer get(String target, String... headers) {
    return Http.call(client, "GET", target, null, headers);
  }

  @Test
  void aCertificateIsReplacedAndNobodyNotices() throws Exception {
    try (ServiceProcess service = started()) {
      String grant = grant();
      try (SteadyCallers callers = new SteadyCallers()) {
        callers.again(() -> get(url + "/.well-known/jwks.json").status());
        callers.again(() -> token(grant).status());
        callers.again(() -> get(managementUrl + "/q/health/live").status());
        TlsVisitor visitor = new TlsVisitor(certificates);
        List.of(url + "/.well-known/jwks.json", managementUrl + "/q/health/live")
            .forEach(
                target -> {
                  callers.again(() -> visitor.status(URI.create(target)));
                  callers.again(() -> visitor.status(URI.create(target)));
                });
        for (int i = 1; i <= REPLACEMENTS; i++) {
          ServerCertificate next = certificates.get(i % 2);
          files.hold(next);
          eventually(service::output, () -> shown(url).equals(next.certificate()));
          eventually(service::output, () -> shown(managementUrl).equals(next.certificate()));
          callers.awaitMore();
        }
        assertEquals(List.of(), callers.failures(), service::output);
      }
    }
  }

  @Test
  void theKeyOfAnotherCertificateIsNotServed() {
    try (ServiceProcess service = started()) {
      files.hold(certificates.getLast(), certificates.getFirst());

      eventually(
          service::output, () -> service.output().contains("does not belong to its certificate"));
      assertEquals(certificates.getFirst().certificate(), shown(url));
      assertTrue(isGood("/q/health/live"), service::output);

      files.hold(certificates.getLast());
      eventually(service::output, () -> shown(url).equals(certificates.getLast().certificate()));
    }
  }

  @Test
  void filesThatCannotBeUsedAreToldEachTimeAndTheOnesBeforeAreServed() throws IOException {
    ServerCertificate other = ServerCertificate.ofKind(folder.resolve("other.p12"), "RSA");
    try (ServiceProcess service = started()) {
      Files.delete(files.key());
      Files.createDirectory(files.key());
      eventually(service::output, () -> said(service, "certificates: outage began") == 1);
      assertEquals(1, said(service, files.key().toString()), service::output);
      assertEquals(certificates.getFirst().certificate(), shown(url));

      Files.delete(files.key());
      files.hold(certificates.getFirst());
      eventually(service::output, () -> said(service, "certificates: outage over") == 1);

      files.hold(certificates.getLast(), other);
      eventually(service::output, () -> said(service, "certificates: outage began") == 2);
      assertEquals(certificates.getFirst().certificate(), shown(url));
      assertTrue(isGood("/q/health/live"), service::output);

      files.hold(certificates.getFirst());
      eventually(service::output, () -> said(service, "certificates: outage over") == 2);
      files.hold(certificates.getLast(), other);
      eventually(service::output, () -> said(service, "certificates: outage began") == 3);
    }
  }

  private static long said(ServiceProcess service, String text) {
    return service.output().lines().filter(line -> line.contains(text)).count();
  }

  @Test
  void noPortIsOpenWithoutTlsBesideTheOneWithIt() {
    try (ServiceProcess service = started()) {
      assertThrows(
          ConnectException.class,
          () -> new Socket("localhost", URI.create(stage.url()).getPort()).close(),
          service::output);
      assertEquals(
          url + "/.well-known/jwks.json",
          get(url + "/.well-known/openid-configuration").text("jwks_uri"));
    }
  }

  @Test
  void aStartWithTheKeyOfAnotherCertificateIsRefused() {
    files.hold(certificates.getLast(), certificates.getFirst());
    try (ServiceProcess service = ServiceProcess.start("tls-mismatch", settings())) {
      assertEquals(1, service.exitStatus(), service::output);
      assertEquals(
          List.of(
              "quarkus.tls.ports.key-store: its private key does not belong to its certificate"),
          service
              .output()
              .lines()
              .filter(line -> line.contains("quarkus.tls"))
              .map(line -> line.substring(line.indexOf("quarkus.tls")))
              .toList());
    }
  }

  private String grant() {
    Answer answer =
        Http.call(
            client,
            "POST",
            url + "/grants",
            Http.write(Map.of("workload", Client.workload("d-1"), "audiences", List.of("*"))),
            "Content-Type",
            "application/json",
            "Authorization",
            "Bearer " + Client.of(stage).proof());
    assertEquals(201, answer.status(), answer::toString);
    return answer.text("grant");
  }

  private Answer token(String grant) {
    return get(
        url + "/id-token?api-version=1&audience=" + Stage.ES256_AUDIENCE,
        "Authorization",
        "Bearer " + grant);
  }

  /** The certificate that a new connection gets. */
  private Certificate shown(String server) {
    return new TlsVisitor(certificates).shown(URI.create(server));
  }
}
