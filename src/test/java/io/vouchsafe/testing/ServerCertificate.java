package io.vouchsafe.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for {@code localhost} that its owner signed, with its key.
 *
 * @param keyStore a PKCS #12 file
 */
public record ServerCertificate(Path keyStore) {
  private static final String PASSWORD = "changeit";

  /** Makes one in a file of this name, in place of what is there. */
  public static ServerCertificate create(Path keyStore) {
    try {
      Files.deleteIfExists(keyStore);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command =
        List.of(
            (keytool + " -genkeypair -alias server -keyalg EC -dname CN=localhost")
                .concat(" -ext san=dns:localhost,ip:127.0.0.1 -storetype PKCS12 -storepass ")
                .concat(PASSWORD + " -keystore " + keyStore.toAbsolutePath())
                .split(" "));
    Processes.said(command, Map.of(), Path.of(""));
    return new ServerCertificate(keyStore.toAbsolutePath());
  }

  /** The settings of a service that shows it on this public port, beside the one without TLS. */
  public Map<String, String> settings(int port) {
    return Map.of(
        "quarkus.tls.server.key-store.p12.path",
        keyStore.toString(),
        "quarkus.tls.server.key-store.p12.password",
        PASSWORD,
        "quarkus.http.tls-configuration-name",
        "server",
        "quarkus.http.insecure-requests",
        "enabled",
        "quarkus.http.ssl-port",
        Integer.toString(port));
  }

  /** What a client trusts that trusts this certificate and no other. */
  public SSLContext trust() {
    try {
      KeyStore store = KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
