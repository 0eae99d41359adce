package io.vouchsafe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerUrlTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://id.example.com",
        "https://id.example.com/org/Shop_1",
        "https://id.example.com:8443",
        "https://xn--bcher-kva.example",
        "https://10.0.0.1",
        "https://[2001:db8::1]",
        "http://localhost:8080",
        "http://127.0.0.1:443",
        "http://[::1]:8080",
      })
  void theNormalFormIsTakenAsItIs(String url) {
    assertEquals(url, IssuerUrl.check(URI.create(url), false).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "https://ID.example.com, lower case, https://id.example.com",
    "HTTPS://id.example.com/Shop, lower case, https://id.example.com/Shop",
    "https://[2001:DB8::1], lower case, https://[2001:db8::1]",
    "https://id.example.com:443, the port that https has anyway, https://id.example.com",
    "https://id.example.com:0443/shop, the port that https has anyway, https://id.example.com/shop",
    "https://id.example.com:, the port that https has anyway, https://id.example.com",
    "http://localhost:80, the port that http has anyway, http://localhost",
    "https://id.example.com:0, a port from 1 to 65535, none",
    "https://id.example.com:70000, a port from 1 to 65535, none",
    "https://my_id.example.com, no underscore, RFC 1123",
    "https://id..example.com, letters, RFC 1123",
    "https://-id.example.com, letters, RFC 1123",
    "https://id.example.com., no dot at the end, letter",
    "https://bücher.example, ASCII, xn--bcher-kva.example",
    "https://bücher.example:8443, ASCII, xn--bcher-kva.example",
    "https://id.example.com/a%2Fb, plain segments, digits",
    "https:id.example.com, absolute, https",
    "https:///id, absolute, https",
  })
  void anotherFormIsRefusedWithTheReasonAndTheNormalOne(String url, String reason, String more) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> IssuerUrl.check(URI.create(url), false))
            .getMessage();

    assertTrue(message.startsWith("must "), message);
    assertTrue(message.contains(reason), message);
    assertTrue(message.contains(more), message);
  }

  @Test
  void allowHttpAllowsHttpAlone() {
    URI http = URI.create("http://id.example.com");
    URI ftp = URI.create("ftp://id.example.com");

    assertThrows(IllegalArgumentException.class, () -> IssuerUrl.check(http, false));
    assertEquals(http, IssuerUrl.check(http, true));
    assertThrows(IllegalArgumentException.class, () -> IssuerUrl.check(ftp, true));
  }
}
