package io.vouchsafe.http.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/**
 * Strict UTF-8. Invalid octets are refused and never replaced: two texts that differ would become
 * the same one.
 */
public final class Utf8 {
  private Utf8() {}

  /** The text, or empty if {@code octets} are not valid UTF-8 (RFC 3629). */
  public static Optional<String> text(byte[] octets) {
    try {
      return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Whether {@code text} has no half of a surrogate pair, as JSON can escape one. */
  public static boolean encodable(String text) {
    return UTF_8.newEncoder().canEncode(text);
  }
}
