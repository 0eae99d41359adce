package io.vouchsafe.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class IssuersTest {
  private static final Issuer ROOT = issuer("default", "https://id.example.com");
  private static final Issuer SHOP = issuer("shop", "https://id.example.com/org/shop");

  private final Issuers issuers = new Issuers(List.of(ROOT, SHOP));

  private static Issuer issuer(String name, String url) {
    return new Issuer(
        name, url, name, null, List.of(), null, new TreeSet<>(), false, null, null, null, null);
  }

  @Test
  void areFoundByName() {
    assertEquals(Optional.of(SHOP), issuers.byName("shop"));
    assertEquals(Optional.empty(), issuers.byName("Shop"));
  }

  @Test
  void areFoundByTheExactPath() {
    assertEquals(Optional.of(ROOT), issuers.byPath(""));
    assertEquals(Optional.of(SHOP), issuers.byPath("/org/shop"));
    for (String other : List.of("/", "/org/shop/", "/org//shop", "/org", "/org/Shop")) {
      assertEquals(Optional.empty(), issuers.byPath(other), other);
    }
  }

  @Test
  void twoWithOneNameOrPathAreRefused() {
    assertThrows(
        IllegalStateException.class,
        () -> new Issuers(List.of(ROOT, issuer("default", "https://id.example.com/a"))));
    assertThrows(
        IllegalStateException.class,
        () -> new Issuers(List.of(ROOT, issuer("other", "https://id.example.com"))));
  }
}
