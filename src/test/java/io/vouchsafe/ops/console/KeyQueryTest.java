package io.vouchsafe.ops.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyQueryTest {
  @Test
  void withoutParametersItIsTheFirstPage() {
    KeyQuery query = KeyQuery.of(Map.of());

    assertEquals(
        new KeyQuery(Optional.empty(), Optional.empty(), Optional.empty(), "", KeyQuery.LIMIT),
        query);
  }

  @Test
  void takesAPageAndAName() {
    assertEquals(
        new KeyQuery(Optional.empty(), Optional.empty(), Optional.empty(), "org/acme", 1000),
        KeyQuery.of(Map.of("after", List.of("org/acme"), "limit", List.of("1000"))));
    assertTrue(KeyQuery.of(Map.of("org", List.of("acme"))).finds());
    assertTrue(KeyQuery.of(Map.of("issuer", List.of("org/acme"))).finds());
    assertTrue(KeyQuery.of(Map.of("key", List.of("org-acme-rs256"))).finds());
  }

  @ParameterizedTest
  @CsvSource({"limit, 0", "limit, 1001", "limit, ten", "org, Acme", "org, -a", "size, 3"})
  void refusesWhatItCannotTakeByItsName(String name, String value) {
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> KeyQuery.of(Map.of(name, List.of(value))))
            .getMessage();

    assertTrue(message.contains(name.equals("size") ? "limit" : name), message);
  }

  @Test
  void refusesAParameterThatIsThereTwice() {
    assertThrows(
        IllegalArgumentException.class, () -> KeyQuery.of(Map.of("org", List.of("a", "b"))));
  }
}
