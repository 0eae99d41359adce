package io.vouchsafe.agent.lint;

import io.vouchsafe.testing.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority with an intermediate, and a certificate of a server. */
final class Authority {
  private static final String PASSWORD = "changeit";

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final KeyStore store;

  private Authority(KeyStore store) {
    this.store = store;
  }

  /**
   * Makes one.
   *
   * @param host that the server's certificate is for
   */
  static Authority create(Path folder, String host) {
    Path file = folder.resolve("authority-%d.p12".formatted(NUMBER.incrementAndGet()));
    keytool(file, "-alias root -dname CN=root -ext bc:c");
    keytool(file, "-alias between -dname CN=between -ext bc:c -signer root");
    keytool(file, "-alias server -dname CN=server -signer between -ext san=dns:" + host);
    try {
      return new Authority(KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keytool(Path file, String options) {
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String command =
        "%s -genkeypair -keyalg EC -validity 90 -storetype PKCS12 -storepass %s -keystore %s %s"
            .formatted(keytool, PASSWORD, file, options);
    Processes.said(List.of(command.split(" ")), Map.of(), Path.of(""));
  }

  Certificate root() {
    return certificate("root");
  }

  X509Certificate server() {
    return certificate("server");
  }

  private X509Certificate certificate(String alias) {
    try {
      return (X509Certificate) store.getCertificate(alias);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The server's TLS, which shows this many certificates of its chain. */
  SSLContext showing(int certificates) {
    return showing("server", certificates);
  }

  /** The TLS of a server with the authority's own certificate. */
  SSLContext selfSigned() {
    return showing("root", 1);
  }

  private SSLContext showing(String alias, int certificates) {
    try {
      Key key = store.getKey(alias, PASSWORD.toCharArray());
      Certificate[] chain = Arrays.copyOf(store.getCertificateChain(alias), certificates);
      KeyStore shown = KeyStore.getInstance("PKCS12");
      shown.load(null, null);
      shown.setKeyEntry("server", key, PASSWORD.toCharArray(), chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(shown, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
