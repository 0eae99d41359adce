package io.vouchsafe.ops.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.ops.console.LastHour.Refusal;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.token.TokenEvents.Result;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LastHourTest {
  private final AdjustableClock clock = new AdjustableClock();
  private final LastHour lastHour =
      new LastHour(
          List.of(
              new Refusal("forbidden", 403, "The credentials do not allow this"),
              new Refusal("not-found", 404, "There is nothing here")),
          clock);

  private JsonNode rates() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    lastHour.describeRates(json);
    return json;
  }

  private ArrayNode refusals() {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    lastHour.describeRefusals(json);
    return json;
  }

  @Test
  void tokensAndGrantsAreCountedApartByHowTheyEnded() {
    lastHour.ended(KeyRole.RS256, Result.ISSUED);
    lastHour.ended(KeyRole.ES256, Result.ISSUED);
    lastHour.ended(KeyRole.ES256, Result.REFUSED);
    lastHour.ended(KeyRole.GRANT, Result.FAILED);

    assertEquals(60, rates().path("minutes").asInt());
    assertEquals(60, rates().at("/tokens/issued").size());
    assertEquals(2, rates().at("/tokens/issued/59").asInt());
    assertEquals(1, rates().at("/tokens/refused/59").asInt());
    assertEquals(0, rates().at("/tokens/failed/59").asInt());
    assertEquals(1, rates().at("/grants/failed/59").asInt());
    assertEquals(0, rates().at("/grants/issued/59").asInt());
  }

  @Test
  void refusalsAreCountedByTypeAndNothingElseIsKept() {
    lastHour.refused("default", "forbidden", "workload.region of somebody is not allowed");
    clock.pass(Duration.ofMinutes(2));
    lastHour.refused("second", "forbidden", "another detail");

    assertEquals(
        """
        [{"type":"forbidden","title":"The credentials do not allow this","status":403,"count":2,\
        "last_at":"2026-01-10T12:02:00Z"}]\
        """,
        refusals().toString());
  }

  @Test
  void aTypeIsForgottenAnHourAfterItsLastRefusal() {
    lastHour.refused("default", "not-found", "there is nothing at this path");
    clock.pass(Duration.ofMinutes(60));

    assertEquals(0, refusals().size());
  }
}
