package io.vouchsafe.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00, 0x07, 0x09, 0x0a, 0x0d, 0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x9b, 0x9f, 0xad, 0x061c,
        0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066,
        0x2067, 0x2068, 0x2069, 0xd800, 0xdfff, 0xfeff
      })
  void isWrittenAsItsCode(int code) {
    assertEquals("a\\u%04xb".formatted(code), OneLine.of("a" + (char) code + "b"));
    assertEquals("\\u%04x".formatted(code), OneLine.of(String.valueOf((char) code)));
  }

  @Test
  void aFormatCharacterOfAnotherPlaneIsTwoCodes() {
    assertEquals("x\\udb40\\udc01", OneLine.of("x" + Character.toString(0xE0001)));
  }

  @Test
  void whatPeopleWriteStaysAsItIs() {
    String text = "sts.amazonaws.com/~ a\\b \"ü\" שלום 東京 \uD83D\uDD11 e\u0301";

    assertSame(text, OneLine.of(text));
  }

  @Test
  void whatIsKeptStays() {
    assertEquals("a\n\tb\\u000d", OneLine.of("a\n\tb\r", "\n\t"));
  }
}
