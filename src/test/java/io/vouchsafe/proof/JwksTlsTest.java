package io.vouchsafe.proof;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class JwksTlsTest extends JwksServer {
  @Test
  void onlyTheConfiguredAuthorityIsTrusted() throws Exception {
    Path keyStore = files.resolve("server.p12");
    selfSigned(keyStore);
    KeyStore store = KeyStore.getInstance(keyStore.toFile(), "changeit".toCharArray());
    Path ca =
        Files.writeString(
            files.resolve("ca.pem"),
            "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder()
                    .encodeToString(store.getCertificate("server").getEncoded())
                + "\n-----END CERTIFICATE-----\n");
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(serving(store)));
    https.createContext("/jwks", exchange -> answer(exchange, 200, JWKS));
    https.start();
    try {
      KeySource keys =
          new KeySource.OfUri(
              URI.create("https://127.0.0.1:" + https.getAddress().getPort() + "/jwks"));
      String iss = "https://platform.example";
      fails("ca-file", source(iss, keys, Optional.empty(), Optional.empty()));
      HttpJwks trusting = source(iss, keys, Optional.of(ca), Optional.empty());
      assertArrayEquals(JWKS, trusting.fetch().jwks());
      Files.writeString(ca, "nothing");
      fails("ca-file", trusting);
    } finally {
      https.stop(0);
    }
  }

  private static SSLContext serving(KeyStore store) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static void selfSigned(Path keyStore) throws Exception {
    int exit =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                keyStore.toString())
            .redirectErrorStream(true)
            .start()
            .waitFor();
    assertEquals(0, exit);
  }
}
