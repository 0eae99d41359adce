package io.vouchsafe.testing;

import java.util.List;

/** Records of the audit among the lines of a log. */
public final class AuditLines {
  private static final String BEGIN = "{\"time\":";

  private AuditLines() {}

  /** Whether a line is a record. */
  public static boolean isRecord(String line) {
    return line.startsWith(BEGIN);
  }

  /** The whole lines of {@code printed} that are records. */
  public static List<String> of(String printed) {
    return printed.lines().filter(line -> isRecord(line) && line.endsWith("}")).toList();
  }

  /** What was printed but for the records. */
  public static String without(String printed) {
    StringBuilder rest = new StringBuilder(printed.length());
    for (int from = 0; from < printed.length(); ) {
      int end = printed.indexOf('\n', from);
      int next = end < 0 ? printed.length() : end + 1;
      if (!printed.startsWith(BEGIN, from)) {
        rest.append(printed, from, next);
      }
      from = next;
    }
    return rest.toString();
  }
}
