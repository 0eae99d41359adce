package io.vouchsafe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vouchsafe.base.Asker;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** An answer that meets the end of its request's body, so that Quarkus fails to resume that. */
class ArrivalTest {
  private final Arrival arrival =
      new Arrival(
          new Arrival.Head(Asker.stranger("1", "shop", "10.0.0.1"), null, null, null, null),
          new RequestBody(null, null, null, null),
          null,
          Duration.ofSeconds(1),
          null,
          null);
  private int given;
  private boolean out;

  @Test
  void isOutAllTheSame() {
    out = true;
    arrival.slot().add(() -> given++);

    assertTrue(arrival.send(response(), Buffer.buffer("a")));

    arrival.slot().release();
    assertEquals(1, given);
  }

  @Test
  void thatCannotBeSentKeepsNoRoom() {
    arrival.slot().add(() -> given++);

    assertThrows(IllegalStateException.class, () -> arrival.send(response(), Buffer.buffer("a")));

    arrival.slot().release();
    assertEquals(1, given);
  }

  private HttpServerResponse response() {
    return (HttpServerResponse)
        Proxy.newProxyInstance(
            HttpServerResponse.class.getClassLoader(),
            new Class<?>[] {HttpServerResponse.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "ended", "closed" -> false;
                  case "headWritten" -> out;
                  case "end" -> throw new IllegalStateException("Request has already been read");
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
