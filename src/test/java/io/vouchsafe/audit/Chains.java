package io.vouchsafe.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.base.Sha256;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks chains by the words of {@code docs/audit.md} alone. */
final class Chains {
  private static final Pattern PREV = Pattern.compile(",\"prev\":\"([0-9a-f]{64})\"}$");

  private Chains() {}

  /** Each line has the hash of the one before it. */
  static void assertWhole(List<String> lines) {
    String last = null;
    for (String line : lines) {
      String before = prev(line);
      if (last != null) {
        assertEquals(last, before, line);
      }
      last = HexFormat.of().formatHex(Sha256.of(line.getBytes(US_ASCII)));
    }
  }

  /** The hash that a line has of the one before it. */
  static String prev(String line) {
    Matcher match = PREV.matcher(line);
    if (!match.find()) {
      throw new AssertionError("no chain: " + line);
    }
    return match.group(1);
  }
}
