package io.vouchsafe.agent.client;

import io.vouchsafe.base.PemFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whom TLS trusts: certificate authorities, by X.509. */
public final class Trust {
  private Trust() {}

  /** The authorities of the system. */
  public static X509TrustManager ofSystem() throws GeneralSecurityException {
    return manager(null);
  }

  /**
   * The authorities that a file holds in PEM, and no others.
   *
   * @throws IllegalArgumentException if it cannot be read, or holds no certificate
   */
  public static X509TrustManager ofFile(Path caFile) throws GeneralSecurityException, IOException {
    return of(
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(PemFile.certificates(caFile)))
            .toArray(Certificate[]::new));
  }

  /** These authorities and no others. */
  public static X509TrustManager of(Certificate... authorities)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (Certificate authority : authorities) {
      store.setCertificateEntry("ca-" + store.size(), authority);
    }
    return manager(store);
  }

  private static X509TrustManager manager(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (var manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        return x509;
      }
    }
    throw new GeneralSecurityException("no trust in X.509 here");
  }
}
