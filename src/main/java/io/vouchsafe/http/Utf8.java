package io.vouchsafe.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/**
 * Text as it comes in: nothing that is no Unicode is ever replaced by something that is, since two
 * texts that differ would become one.
 */
final class Utf8 {
  private Utf8() {}

  /** The text, or empty if {@code octets} are not valid UTF-8 (RFC 3629). */
  static Optional<String> text(byte[] octets) {
    try {
      return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Whether {@code text} has no half of a surrogate pair, as JSON can escape one. */
  static boolean encodable(String text) {
    return UTF_8.newEncoder().canEncode(text);
  }
}
