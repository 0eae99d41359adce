package io.vouchsafe.proof;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JwksDiscoveryTest extends JwksServer {
  @Test
  void aSlowDiscoveryAndASlowJwksShareTheTime() {
    server.createContext(
        "/silent",
        exchange -> {
          await();
          exchange.close();
        });
    discovery(url, url + "/silent");
    fails("within 2 s", discovered(url));
  }

  @Test
  void discoveryLeadsToTheKeys() throws JwksFault {
    discovery(url, url + "/jwks");
    assertArrayEquals(JWKS, discovered(url).fetch().jwks());
  }

  @Test
  void discoveryOfAnotherIssuerIsRefused() {
    discovery(url + "/", url + "/stolen");
    fails("another issuer", discovered(url));
    assertEquals(0, stolen.get());
  }

  @Test
  void discoveryMayNotLeadToAnotherOrigin() {
    discovery(url, url.replace("127.0.0.1", "localhost") + "/stolen");
    fails("another origin", discovered(url));
    assertEquals(0, stolen.get());
  }

  @ParameterizedTest
  @CsvSource({"''", "/stolen", "file:///etc/passwd", "http://platform.example/stolen", "%"})
  void discoveryNeedsAUsableJwksUri(String jwksUri) {
    discovery(url, jwksUri);
    fails("no usable jwks_uri", discovered(url));
    assertEquals(0, stolen.get());
  }
}
