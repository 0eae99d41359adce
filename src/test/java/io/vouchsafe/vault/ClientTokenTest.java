package io.vouchsafe.vault;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTokenTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static ObjectNode auth(long lease) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("client_token", "hvs.x")
        .put("lease_duration", lease)
        .put("renewable", true);
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, 1L << 53, 31_556_889_864_403_199L})
  void aLeaseThatNoCalendarHasIsALongOne(long lease) {
    ClientToken token = ClientToken.ofLogin(auth(lease), NOW);

    assertTrue(token.alive(NOW));
    assertTrue(token.renewed(auth(lease), NOW).alive(NOW));
    assertTrue(token.renewed(auth(60), NOW).nearItsMaximum());
  }

  @Test
  void aLeaseBelowNothingIsNone() {
    assertTrue(ClientToken.ofLogin(auth(Long.MIN_VALUE), NOW).endless());
  }
}
