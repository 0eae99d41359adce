package io.vouchsafe.agent.jwt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.base.StrictJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** A JWT in its compact form (RFC 7515, 7.1), decoded and not verified. */
public record Jwt(String compact, ObjectNode header, ObjectNode claims) {
  /** Octets of the longest one that is decoded: AWS takes 20,000 characters. */
  private static final int LONGEST = 64 * 1024;

  private static final Base64.Decoder BASE64 = Base64.getUrlDecoder();

  /**
   * Decodes a token.
   *
   * @throws Malformed if {@code compact} is no signed JWT
   */
  public static Jwt decode(String compact) throws Malformed {
    String[] segments = compact.split("\\.", -1);
    if (compact.length() > LONGEST || segments.length != 3) {
      throw new Malformed("it is not three segments with dots between them");
    }
    octets("signature", segments[2]);
    return new Jwt(compact, json("header", segments[0]), json("claims", segments[1]));
  }

  private static ObjectNode json(String name, String segment) throws Malformed {
    try {
      return StrictJson.JWT.object(octets(name, segment));
    } catch (StrictJson.Fault e) {
      throw new Malformed("its %s is not JSON (%s)".formatted(name, e.getMessage()));
    }
  }

  private static byte[] octets(String name, String segment) throws Malformed {
    try {
      return BASE64.decode(segment);
    } catch (IllegalArgumentException e) {
      throw new Malformed("its %s is not base64url".formatted(name));
    }
  }

  /** What is signed: the first two segments. */
  byte[] signed() {
    return compact.substring(0, compact.lastIndexOf('.')).getBytes(US_ASCII);
  }

  byte[] signature() {
    return BASE64.decode(compact.substring(compact.lastIndexOf('.') + 1));
  }

  /** A claim or a member of the header that is a text. */
  public static Optional<String> text(ObjectNode object, String name) {
    return Optional.ofNullable(object.get(name)).filter(JsonNode::isTextual).map(JsonNode::asText);
  }

  /** The audiences: {@code aud} is one text or several (RFC 7519, 4.1.3). */
  public List<String> audiences() {
    JsonNode aud = claims.path("aud");
    return aud.isArray()
        ? StreamSupport.stream(aud.spliterator(), false).map(JsonNode::asText).toList()
        : text(claims, "aud").map(List::of).orElse(List.of());
  }

  /** A claim that is a time in seconds since 1970 (RFC 7519, 2: NumericDate). */
  public Optional<Instant> time(String claim) {
    JsonNode value = claims.path(claim);
    try {
      return value.isNumber()
          ? Optional.of(Instant.ofEpochSecond(value.asLong()))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Without the token itself. */
  @Override
  public String toString() {
    return "JWT with kid " + Jwt.text(header, "kid").orElse("none");
  }

  /** A text is no JWT. Says why, and repeats nothing of it. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    private Malformed(String message) {
      super(message, null, false, false);
    }
  }
}
