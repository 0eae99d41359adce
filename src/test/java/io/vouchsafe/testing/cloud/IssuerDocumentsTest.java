package io.vouchsafe.testing.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vouchsafe.testing.cloud.TokenRefused.Fault;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An issuer's documents come from the issuer, whole and in time, or not at all. */
@Timeout(60)
class IssuerDocumentsTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @Test
  void anIssuerThatTakesLongIsUnreachable() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String issuer = "http://localhost:" + silent.getLocalPort();

      assertEquals(Fault.UNREACHABLE, fault(issuer, SHORT));
    }
  }

  @Test
  void cloudsWaitForFiveSeconds() {
    assertEquals(Duration.ofSeconds(5), IssuerDocuments.LIMIT);
  }

  @Test
  void aDocumentOfAnotherIssuerHasNoKey() throws Exception {
    try (SmallIssuer issuer = new SmallIssuer()) {
      issuer.discovery = Map.of("issuer", "https://id.example", "jwks_uri", issuer.url());

      assertEquals(Fault.NO_KEY, fault(issuer.url(), IssuerDocuments.LIMIT));
    }
  }

  @Test
  void aJwksThatIsNoneHasNoKey() throws Exception {
    try (SmallIssuer issuer = new SmallIssuer()) {
      issuer.jwks = Map.of("keys", "none");

      assertEquals(Fault.NO_KEY, fault(issuer.url(), IssuerDocuments.LIMIT));
    }
  }

  private static Fault fault(String issuer, Duration limit) throws Exception {
    IssuerDocuments documents = new IssuerDocuments(SSLContext.getDefault(), limit);
    return assertThrows(TokenRefused.class, () -> documents.keys(issuer)).fault();
  }
}
