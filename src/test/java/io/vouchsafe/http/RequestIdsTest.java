package io.vouchsafe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestIdsTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String TRACE_PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  private static String of(String... namesAndValues) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return RequestIds.of(headers);
  }

  private static boolean made(String id) {
    return id.matches("[0-9a-f]{16}");
  }

  @Test
  void oneIsMadeWhereNoneCame() {
    assertTrue(made(of()));
    assertNotEquals(of(), of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "req_17-B", "0f8fad5b-d9cb-469f-a165-70867728950e"})
  void aPlainShortOneIsTaken(String id) {
    assertEquals(id, of("X-Request-Id", id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "a\nb", "a=b", "ä", "a.b", "a;b", "\"", "\u001b[31m", "s.0123456789"})
  void whatIsNotPlainIsNotRepeated(String id) {
    assertTrue(made(of("X-Request-Id", id)));
  }

  @Test
  void oneOfMoreThan64CharactersIsNotRepeated() {
    assertEquals("a".repeat(64), of("X-Request-Id", "a".repeat(64)));
    assertTrue(made(of("X-Request-Id", "a".repeat(65))));
  }

  @Test
  void aTraceComesFirst() {
    assertEquals(TRACE, of("x-request-id", "mine", "TraceParent", TRACE_PARENT));
    assertEquals(TRACE, of("traceparent", "cc" + TRACE_PARENT.substring(2) + "-what-comes-later"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473 -00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7_01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0"
      })
  void aMalformedTraceIsNone(String parent) {
    assertEquals("mine", of("traceparent", parent, "X-Request-Id", "mine"));
    assertTrue(made(of("traceparent", parent)));
  }
}
