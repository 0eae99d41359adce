package io.vouchsafe.base;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.base.StrictJson.Place;
import io.vouchsafe.base.StrictJson.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
  @Test
  void anObjectIsRead() throws StrictJson.Fault {
    assertEquals(
        "é",
        StrictJson.JWT.object(" {\"a\": {\"b\": \"é\"}} ".getBytes(UTF_8)).at("/a/b").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"a\":\"CANARY\"}|MEMBER_TWICE",
        "{\"a\":{\"CANARY\":1,\"CANARY\":1}}|MEMBER_TWICE",
        "{\"a\":CANARY}|MALFORMED",
        "{\"a\":\"CANARY|MALFORMED",
        "{\"a\":1} {\"b\":\"CANARY\"}|MALFORMED",
        "{\"a\":NaN}|MALFORMED",
        "{\"a\":Infinity}|MALFORMED",
        "{\"a\":01}|MALFORMED",
        "{\"a\":1.}|MALFORMED",
        "{\"a\":1e}|MALFORMED",
        "{\"a\":+1}|MALFORMED",
        "{\"a\":}|MALFORMED",
        "{\"a\"}|MALFORMED",
        "{\"a\":[1,]}|MALFORMED",
        "{\"a\":1,}|MALFORMED",
        "{\"a\":[1|MALFORMED",
        "]|MALFORMED",
        "7|NO_OBJECT",
        "{'a':1}|MALFORMED",
        "[\"CANARY\"]|NO_OBJECT",
        "\"CANARY\"|NO_OBJECT",
        "null|NO_OBJECT",
        "` `|NO_OBJECT",
      })
  void allElseIsAFaultThatRepeatsNothing(String json, Reason reason) {
    StrictJson.Fault fault = fault(json.getBytes(UTF_8));
    assertEquals(reason, fault.reason());
    assertFalse(fault.toString().contains("CANARY"), fault::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"16", "17", "60000"})
  void depthIsBounded(int levels) throws StrictJson.Fault {
    byte[] json =
        ("{\"a\":" + "[".repeat(levels - 1) + "]".repeat(levels - 1) + "}").getBytes(UTF_8);
    if (levels <= 16) {
      StrictJson.JWT.object(json);
    } else {
      assertEquals(Reason.TOO_DEEP, fault(json).reason());
    }
  }

  @Test
  void aNumberThatIsReadExactlyIsBounded() throws StrictJson.Fault {
    StrictJson.BODY.object("{\"a\":12345678901234567890}".getBytes(UTF_8));
    StrictJson.Fault fault =
        assertThrows(
            StrictJson.Fault.class,
            () -> StrictJson.BODY.object("{\"a\":123456789012345678901}".getBytes(UTF_8)));
    assertEquals(Reason.TOO_LONG, fault.reason());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-7, -7",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808"
  })
  void aWholeNumberThatFitsIsALong(String number, long value) throws StrictJson.Fault {
    JsonNode read = number(number);
    assertTrue(read.isIntegralNumber() && read.canConvertToLong());
    assertEquals(value, read.longValue());
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775808, 9223372036854775808",
    "123456789012345678901234567890, 1.2345678901234568e29",
    "1.5, 1.5",
    "17e8, 1.7e9",
    "1e999999999, Infinity",
    "-1E+99999999999999999999, -Infinity",
    "1e-999999999, 0",
    "0e999999999999, 0"
  })
  void everyOtherNumberIsADouble(String number, double value) throws StrictJson.Fault {
    assertFalse(number(number).isIntegralNumber());
    assertEquals(value, number(number).doubleValue());
  }

  @Test
  @Timeout(20)
  void aNumberOfAMillionDigitsTakesNoTime() throws StrictJson.Fault {
    String digits = "7".repeat(1 << 20);
    for (int i = 0; i < 50; i++) {
      assertEquals(Double.POSITIVE_INFINITY, number(digits).doubleValue());
      assertEquals(0, number("0." + "0".repeat(1 << 20) + "7").doubleValue());
      assertEquals(Double.POSITIVE_INFINITY, number("1e" + digits).doubleValue());
    }
  }

  private static JsonNode number(String number) throws StrictJson.Fault {
    return StrictJson.JWT.object("{\"a\":%s}".formatted(number).getBytes(UTF_8)).get("a");
  }

  @Test
  void aNameIsBounded() throws StrictJson.Fault {
    byte[] json = ("{\"" + "n".repeat(1001) + "\":1}").getBytes(UTF_8);
    assertEquals(Reason.TOO_LONG, fault(json).reason());
    StrictJson.BODY.object(json);
  }

  @Test
  void onlyUtf8IsRead() {
    assertEquals(
        Reason.NOT_UTF8, fault("{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1)).reason());
    assertEquals(Reason.NOT_UTF8, fault(new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'}).reason());
    assertEquals(Reason.MALFORMED, fault("{}".getBytes(StandardCharsets.UTF_16LE)).reason());
  }

  @Test
  void aFaultSaysWhere() {
    StrictJson.Fault fault = fault("{\n  \"a\": 1,\n  \"a\": 2}".getBytes(UTF_8));
    assertEquals(Optional.of(new Place(3, 6)), fault.place());
    assertEquals("MEMBER_TWICE at line 3, column 6", fault.getMessage());
  }

  private static StrictJson.Fault fault(byte[] json) {
    return assertThrows(StrictJson.Fault.class, () -> StrictJson.JWT.object(json));
  }
}
