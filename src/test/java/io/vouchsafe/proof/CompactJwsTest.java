package io.vouchsafe.proof;

import static io.vouchsafe.testing.Jwts.b64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Expect;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactJwsTest {
  private static CompactJws withHeader(String header) {
    return CompactJws.parse(b64(header) + "." + b64("{}") + "." + b64("s"));
  }

  @Test
  void onlyTheTypOfAGrantMakesAGrant() {
    assertTrue(withHeader("{\"typ\":\"grant+jwt\"}").isGrant());
    assertFalse(withHeader("{\"typ\":\"JWT\"}").isGrant());
    assertFalse(withHeader("{\"typ\":\"GRANT+JWT\"}").isGrant());
    assertFalse(withHeader("{}").isGrant());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"RS256\",\"alg\":\"none\"}",
        "[]",
        "null",
        "",
        "{",
        "{} {}",
        "{'alg':'RS256'}",
        "{\"alg\":NaN}"
      })
  void aHeaderThatTwoReadersCouldReadDifferentlyIsRefused(String header) {
    Expect.refused("header is not one plain JSON object", () -> withHeader(header));
  }

  @Test
  void deepNestingIsRefused() {
    String deep = "{\"a\":" + "[".repeat(50) + "]".repeat(50) + "}";
    Expect.refused("header is not one plain JSON object", () -> withHeader(deep));
  }

  @Test
  void otherEncodingsThanUtf8AreRefused() {
    String utf16 = b64("{}".getBytes(StandardCharsets.UTF_16BE));
    Expect.refused(
        "header is not one plain JSON object",
        () -> CompactJws.parse(utf16 + "." + b64("{}") + "."));
    String overlong = b64(new byte[] {'{', '"', (byte) 0xc0, (byte) 0xaf, '"', ':', '1', '}'});
    Expect.refused(
        "header is not one plain JSON object",
        () -> CompactJws.parse(overlong + "." + b64("{}") + "."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"crit", "b64", "zip", "enc"})
  void whatChangesTheReadingIsRefused(String member) {
    Expect.refused(member, () -> withHeader("{\"%s\":[]}".formatted(member)));
  }

  @Test
  void duplicatesInThePayloadAreRefused() {
    CompactJws jws = CompactJws.parse(b64("{}") + "." + b64("{\"sub\":\"a\",\"sub\":\"b\"}") + ".");
    Expect.refused("payload is not one plain JSON object", jws::claims);
  }

  @ParameterizedTest
  @ValueSource(strings = {"e31", "e30=", "e30+", "e3 0", "e30\n", "é", "e"})
  void onlyCanonicalBase64urlIsRead(String header) {
    assertEquals("e30", b64("{}"));
    Expect.refused("canonical base64url", () -> CompactJws.parse(header + ".e30.e30"));
    Expect.refused("canonical base64url", () -> CompactJws.parse("e30." + header + ".e30"));
    Expect.refused("canonical base64url", () -> CompactJws.parse("e30.e30." + header));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "e30.e30", "e30.e30.e30.e30", "e30.e30.e30.e30.e30"})
  void nothingButThreeSegmentsIsRead(String token) {
    Expect.refused("not a signed JWT", () -> CompactJws.parse(token));
  }

  @Test
  void lengthIsBounded() {
    String longest = "e30.e30.";
    CompactJws.parse(longest + "A".repeat(CompactJws.MAX_LENGTH - longest.length()));
    Expect.refused(
        "longer than 16384", () -> CompactJws.parse("A".repeat(CompactJws.MAX_LENGTH + 1)));
  }
}
