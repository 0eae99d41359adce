package io.vouchsafe.config;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The names of settings: segments between dots, of which those in quotes may hold dots. */
final class SettingName {
  /** A dot that stands in no quotes. */
  private static final Pattern DOT = Pattern.compile("\\.(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

  private static final Pattern INDEX = Pattern.compile("\\[[0-9]+]$");

  private SettingName() {}

  static List<String> segments(String name) {
    return Arrays.asList(DOT.split(name, -1));
  }

  /** Without the index of a list's element. */
  static String unindexed(String name) {
    return INDEX.matcher(name).replaceFirst("");
  }

  static boolean isIndexed(String name) {
    return INDEX.matcher(name).find();
  }

  /** Whether its quotes are closed: a key of a properties file ends at a colon. */
  static boolean isWhole(String name) {
    return name.chars().filter(letter -> letter == '"').count() % 2 == 0;
  }
}
