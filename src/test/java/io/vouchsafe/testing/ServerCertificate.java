package io.vouchsafe.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for {@code localhost} that its owner signed, with its key.
 *
 * @param keyStore a PKCS #12 file
 */
public record ServerCertificate(Path keyStore) {
  private static final String PASSWORD = "changeit";
  private static final String NAMES = "dns:localhost,ip:127.0.0.1";

  /** Makes one for localhost and 127.0.0.1, in a file of this name, in place of what is there. */
  public static ServerCertificate create(Path keyStore) {
    return create(keyStore, NAMES);
  }

  /** The same for these names alone, as keytool has them. */
  public static ServerCertificate create(Path keyStore, String names) {
    return create(keyStore, names, "EC");
  }

  /** The same as {@link #create(Path)} with a key of this kind, as keytool calls it. */
  public static ServerCertificate ofKind(Path keyStore, String kind) {
    return create(keyStore, NAMES, kind);
  }

  private static ServerCertificate create(Path keyStore, String names, String kind) {
    try {
      Files.deleteIfExists(keyStore);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command =
        List.of(
            (keytool + " -genkeypair -alias server -keyalg " + kind + " -dname CN=localhost")
                .concat(" -ext san=" + names + " -storetype PKCS12 -storepass ")
                .concat(PASSWORD + " -keystore " + keyStore.toAbsolutePath())
                .split(" "));
    Processes.said(command, Map.of(), Path.of(""));
    return new ServerCertificate(keyStore.toAbsolutePath());
  }

  /** Of the file of its key. */
  public String password() {
    return PASSWORD;
  }

  /** Writes the certificate to a file, in PEM: it is its own authority. */
  public Path writeTo(Path pem) {
    return write(pem, "CERTIFICATE", certificate()::getEncoded);
  }

  /** Writes the private key to a file, in PEM. */
  public Path writeKeyTo(Path pem) {
    return write(pem, "PRIVATE KEY", key()::getEncoded);
  }

  /** Its private key. */
  public Key key() {
    try {
      return store().getKey("server", PASSWORD.toCharArray());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What it shows. */
  public Certificate certificate() {
    try {
      return store().getCertificate("server");
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Octets {
    byte[] get() throws IOException, GeneralSecurityException;
  }

  private static Path write(Path pem, String kind, Octets octets) {
    try {
      String text = Base64.getMimeEncoder().encodeToString(octets.get());
      return TrustFile.write(
          pem, "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(kind, text));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a server takes that shows it. */
  public SSLContext serving() {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store(), PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyStore store() throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
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
    return trust(List.of(this));
  }

  /** What a client trusts that trusts these certificates and no others. */
  public static SSLContext trust(List<ServerCertificate> certificates) {
    return trusting(managers(certificates));
  }

  /** The same, of what {@link #managers} read; it resumes no TLS session of an earlier one. */
  static SSLContext trusting(TrustManager[] trusted) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trusted, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads the files of these certificates, which takes tens of milliseconds for each. */
  static TrustManager[] managers(List<ServerCertificate> certificates) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (ServerCertificate certificate : certificates) {
        trusted.setCertificateEntry("server-" + trusted.size(), certificate.certificate());
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      return trust.getTrustManagers();
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
