package io.vouchsafe.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.base.StrictJson;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** Reads the JSON documents of trusted issuers, which others write in their own ways. */
final class JsonDocument {
  private static final String UTF8_MARK = "efbbbf";
  private static final int MARK_OCTETS = 3;

  private JsonDocument() {}

  /**
   * Its object. A byte order mark before it is left out (RFC 8259, 8.1).
   *
   * @param name what to call it in the reason
   * @throws JwksFault saying why it cannot be read
   */
  static ObjectNode read(String name, byte[] octets) throws JwksFault {
    String start =
        HexFormat.of().formatHex(Arrays.copyOf(octets, Math.min(MARK_OCTETS, octets.length)));
    if (start.startsWith("1f8b")) {
      throw new JwksFault(name + " is packed with gzip, and no Content-Encoding header said so");
    }
    if (start.startsWith("feff") || start.startsWith("fffe")) {
      throw new JwksFault(name + " is in UTF-16; JSON is UTF-8 (RFC 8259, 8.1)");
    }
    try {
      return StrictJson.JWT.object(
          start.equals(UTF8_MARK)
              ? Arrays.copyOfRange(octets, MARK_OCTETS, octets.length)
              : octets);
    } catch (StrictJson.Fault e) {
      throw new JwksFault(
          "%s is not a JSON object (%s)"
              .formatted(name, e.getMessage().toLowerCase(Locale.ROOT).replace('_', ' ')));
    }
  }
}
