package io.vouchsafe.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URL;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node of Vault may be called. */
class VaultNodeUrlsTest {
  private static List<String> check(String... nodes) {
    return VaultNodeUrls.check(Arrays.stream(nodes).map(URI::create).toList()).stream()
        .map(URL::toString)
        .toList();
  }

  @Test
  void aNodeIsAUrlOfAHost() {
    assertEquals(
        List.of("https://vault-1.example.com:8200", "http://127.0.0.1", "https://[::1]:8200"),
        check("https://Vault-1.example.com:8200", "http://127.0.0.1/", "https://[::1]:8200"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://vault.example.com:8200",
        "https:///v1",
        "https://user@vault.example.com:8200",
        "https://vault.example.com:8200/v1",
        "https://vault.example.com:8200?x=1",
        "https://vault.example.com:8200#x",
        "vault.example.com",
      })
  void whatIsNoneIsRefusedByItsNumber(String node) {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> check("https://vault-1.example.com", node));

    assertTrue(refusal.getMessage().startsWith("number 2 must be"), refusal::getMessage);
  }

  @Test
  void noneIsNamedTwiceAndThereAreSixteenAtMost() {
    assertThrows(IllegalArgumentException.class, () -> check("https://a", "https://A/"));
    String[] many =
        IntStream.range(0, 17).mapToObj(i -> "https://vault-" + i).toArray(String[]::new);
    assertEquals(16, check(Arrays.copyOf(many, 16)).size());
    assertThrows(IllegalArgumentException.class, () -> check(many));
  }
}
