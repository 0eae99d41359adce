package io.vouchsafe.config;

import java.util.ArrayList;
import java.util.List;

/** The names of settings: segments between dots, of which those in quotes may hold dots. */
final class SettingName {
  private SettingName() {}

  static List<String> segments(String name) {
    List<String> segments = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < name.length(); i++) {
      char letter = name.charAt(i);
      if (letter == '"') {
        quoted = !quoted;
      } else if (letter == '.' && !quoted) {
        segments.add(name.substring(start, i));
        start = i + 1;
      }
    }
    segments.add(name.substring(start));
    return segments;
  }

  /** Without the index of a list's element. */
  static String unindexed(String name) {
    return isIndexed(name) ? name.substring(0, name.lastIndexOf('[')) : name;
  }

  static boolean isIndexed(String name) {
    int open = name.lastIndexOf('[');
    return name.endsWith("]")
        && open >= 0
        && open < name.length() - 2
        && name.substring(open + 1, name.length() - 1).chars().allMatch(Character::isDigit);
  }

  /** Whether its quotes are closed: a key of a properties file ends at a colon. */
  static boolean isWhole(String name) {
    return name.chars().filter(letter -> letter == '"').count() % 2 == 0;
  }
}
