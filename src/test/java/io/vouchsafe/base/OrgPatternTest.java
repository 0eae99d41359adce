package io.vouchsafe.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A name is {@code [a-z0-9][a-z0-9-]{0,62}}. */
class OrgPatternTest {
  private static final OrgPattern PATTERN = OrgPattern.parse("/a/{org}/id");

  static Stream<String> names() {
    return Stream.of("a", "z", "0", "9", "a-", "0--z", "a".repeat(63), "9" + "-".repeat(62));
  }

  static Stream<String> notNames() {
    return Stream.of(
        "",
        "a".repeat(64),
        "-",
        "-a",
        "A",
        "aB",
        "_",
        "a_b",
        ".",
        "a.b",
        "a/b",
        "a b",
        "a%62",
        "é",
        "ａ",
        "`a",
        "{",
        "a:");
  }

  @ParameterizedTest
  @MethodSource("names")
  void anOrganisationCanBeCalledSo(String name) {
    assertTrue(OrgPattern.isName(name));
    assertEquals(Optional.of(name), PATTERN.org("/a/" + name + "/id"));
  }

  @ParameterizedTest
  @MethodSource("notNames")
  void anOrganisationCannotBeCalledSo(String name) {
    assertFalse(OrgPattern.isName(name));
    assertEquals(Optional.empty(), PATTERN.org("/a/" + name + "/id"));
  }

  /** Where what comes before and what comes after meet, there is no room for a name. */
  @ParameterizedTest
  @ValueSource(strings = {"/a/id", "/a//id", "/a/", "/a/x", "/x/id", "/a/x/id/", "x/a/x/id"})
  void aTextOfNoOrganisation(String text) {
    assertFalse(PATTERN.makes(text));
  }
}
