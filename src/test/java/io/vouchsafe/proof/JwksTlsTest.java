package io.vouchsafe.proof;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import io.vouchsafe.testing.ServerCertificate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JwksTlsTest extends JwksServer {
  @Test
  void onlyTheConfiguredAuthorityIsTrusted() throws Exception {
    ServerCertificate certificate = ServerCertificate.create(files.resolve("server.p12"));
    Path ca = certificate.writeTo(files.resolve("ca.pem"));
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(certificate.serving()));
    https.createContext("/jwks", exchange -> answer(exchange, 200, JWKS));
    https.start();
    try {
      KeySource keys =
          new KeySource.OfUri(
              URI.create("https://127.0.0.1:" + https.getAddress().getPort() + "/jwks"));
      String iss = "https://platform.example";
      fails(SETTING + "ca-file", source(iss, keys, Optional.empty(), Optional.empty()));
      HttpJwks trusting = source(iss, keys, Optional.of(ca), Optional.empty());
      assertArrayEquals(JWKS, trusting.fetch().jwks());
      Files.writeString(ca, "nothing");
      fails(SETTING + "ca-file cannot be used", trusting);
    } finally {
      https.stop(0);
    }
  }
}
