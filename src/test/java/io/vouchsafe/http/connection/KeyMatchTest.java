package io.vouchsafe.http.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.testing.ServerCertificate;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyMatchTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "EC, true",
    "EC, false",
    "RSA, true",
    "RSA, false",
    "Ed25519, true",
    "Ed25519, false"
  })
  void aKeyBelongsToItsOwnCertificateAlone(String kind, boolean own) throws Exception {
    ServerCertificate one = ServerCertificate.ofKind(folder.resolve("one.p12"), kind);
    ServerCertificate other = ServerCertificate.ofKind(folder.resolve("other.p12"), kind);
    char[] password = one.password().toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    Certificate[] chain = {(own ? one : other).certificate()};
    store.setKeyEntry("server", one.key(), password, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);

    assertEquals(own, KeyMatch.in(keys));
  }
}
