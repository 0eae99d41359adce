package io.vouchsafe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SettingNameTest {
  @Test
  void segmentsEndAtDotsOutsideOfQuotes() {
    assertEquals(List.of("a", "\"b.c\"", "d-e"), SettingName.segments("a.\"b.c\".d-e"));
    assertEquals(List.of("a"), SettingName.segments("a"));
    assertEquals(List.of("a", ""), SettingName.segments("a."));
    assertEquals(List.of("", "", "a"), SettingName.segments("..a"));
    assertEquals(List.of(""), SettingName.segments(""));
    assertEquals(List.of("a", "\"b.c"), SettingName.segments("a.\"b.c"));
  }

  @Test
  void anIndexIsANumberInBracketsAtTheEnd() {
    assertTrue(SettingName.isIndexed("a.b[12]"));
    assertEquals("a.b", SettingName.unindexed("a.b[12]"));
    for (String name : List.of("a.b", "a[1].b", "a[]", "a[x]", "a]", "[", "]")) {
      assertFalse(SettingName.isIndexed(name), name);
      assertEquals(name, SettingName.unindexed(name));
    }
  }

  @Test
  void aNameIsWholeWhenItsQuotesAreClosed() {
    assertTrue(SettingName.isWhole("a.\"b\".c"));
    assertFalse(SettingName.isWhole("a.\"b"));
  }
}
