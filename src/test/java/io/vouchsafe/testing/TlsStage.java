package io.vouchsafe.testing;

import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;

/** A stage whose service shows a certificate of files at both ports, which may be replaced. */
public final class TlsStage extends Stage {
  private final SecretVolume files;
  private final HttpClient client;

  /**
   * @param bao which it closes
   * @param files that hold the certificate
   * @param trusted what callers take
   */
  public TlsStage(OpenBao bao, SecretVolume files, List<ServerCertificate> trusted) {
    super(() -> bao);
    this.files = files;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(ServerCertificate.trust(trusted))
            .build();
  }

  @Override
  public Map<String, String> start() {
    Map<String, String> config = super.start();
    config.put("quarkus.http.ssl-port", config.get("quarkus.http.port"));
    config.put("quarkus.http.port", Integer.toString(Ports.one()));
    config.put("quarkus.tls.ports.key-store.pem.0.cert", files.certificate().toString());
    config.put("quarkus.tls.ports.key-store.pem.0.key", files.key().toString());
    config.put("quarkus.tls.ports.reload-period", "500ms");
    config.put("quarkus.http.tls-configuration-name", "ports");
    config.put("quarkus.management.tls-configuration-name", "ports");
    return config;
  }

  @Override
  public HttpClient http() {
    return client;
  }

  @Override
  public String url() {
    return super.url().replace("http:", "https:");
  }

  @Override
  public String managementUrl() {
    return super.managementUrl().replace("http:", "https:");
  }

  @Override
  public void stop() {
    client.close();
    super.stop();
  }
}
