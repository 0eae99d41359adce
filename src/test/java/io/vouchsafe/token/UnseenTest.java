package io.vouchsafe.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnseenTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        0x00, 0x09, 0x0a, 0x1f, 0x7f, 0x80, 0x9f, 0xad, 0x034f, 0x061c, 0x115f, 0x1160, 0x17b4,
        0x17b5, 0x180b, 0x180e, 0x180f, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029,
        0x202a, 0x202e, 0x2060, 0x2064, 0x2065, 0x2066, 0x2069, 0x206f, 0x3164, 0xd800, 0xdfff,
        0xfe00, 0xfe0f, 0xfeff, 0xffa0, 0xfff0, 0xfff8, 0xfff9, 0xfffb, 0x1bca0, 0x1d173, 0xe0000,
        0xe0001, 0xe0041, 0xe0100, 0xe0fff
      })
  void whatNobodySeesIsRefused(int codePoint) {
    String text = "a" + Character.toString(codePoint) + "b";
    assertEquals(
        Optional.of(
            "must not contain control characters, nor others that nobody sees (here U+%04X)"
                .formatted(codePoint)),
        Unseen.fault(text));
    assertThrows(IllegalArgumentException.class, () -> new AttributeValue.Text(text));
    assertThrows(
        IllegalArgumentException.class, () -> new AttributeValue.Texts(List.of("a", text)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b~", "Läden", "日本", "مرحبا", "नमस्ते", "\u2010\u00a0\u3000", "😀"})
  void whatIsSeenIsGood(String text) {
    assertEquals(Optional.empty(), Unseen.fault(text));
    assertEquals(text, new AttributeValue.Text(text).value());
  }

  @Test
  void everyCharacterOfTheCategoriesIsRefused() {
    int refused = 0;
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      boolean seen = Unseen.fault(Character.toString(codePoint)).isEmpty();
      refused += seen ? 0 : 1;
      if (Character.isISOControl(codePoint) || Character.isIdentifierIgnorable(codePoint)) {
        assertFalse(seen, Integer.toHexString(codePoint));
      }
      if (Character.isLetterOrDigit(codePoint) && Character.getName(codePoint) != null) {
        boolean filler = Character.getName(codePoint).contains("FILLER");
        assertEquals(!filler, seen, Integer.toHexString(codePoint));
      }
    }
    assertTrue(refused < 7_000, "few are: " + refused);
  }

  @Test
  void aListIsNotEmpty() {
    assertEquals(
        "must not be an empty list",
        assertThrows(IllegalArgumentException.class, () -> new AttributeValue.Texts(List.of()))
            .getMessage());
  }
}
