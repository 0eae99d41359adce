package io.vouchsafe.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.base.StrictJson;

/**
 * The forms of a wrapping token: itself, or the JSON that the sink of an agent and {@code vault
 * write -wrap-ttl=… -format=json} write.
 */
final class WrapFile {
  private WrapFile() {}

  /**
   * The wrapping token in {@code content}; the content itself where it is no JSON object with one.
   */
  static String token(String content) {
    if (!content.startsWith("{")) {
      return content;
    }
    try {
      ObjectNode json = StrictJson.VAULT.object(content.getBytes(UTF_8));
      String inner = json.at("/wrap_info/token").asText();
      return inner.isEmpty() ? json.path("token").asText() : inner;
    } catch (StrictJson.Fault e) {
      return content;
    }
  }
}
