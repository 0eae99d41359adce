package io.vouchsafe.proof;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.base.StrictJson;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.TokenType;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A JWS in compact serialization (RFC 7515, 7.1), parsed and not verified yet. Every octet of it
 * has one spelling only: base64url without padding and without stray bits.
 */
public final class CompactJws {
  static final int MAX_LENGTH = 16 * 1024;

  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  /** Members that change how the rest is read: RFC 7515, 4.1.11; RFC 7797; RFC 7516, 4.1. */
  private static final List<String> REFUSED_MEMBERS = List.of("crit", "b64", "zip", "enc");

  private final String token;
  private final ObjectNode header;
  private final byte[] payload;
  private final byte[] signature;

  private CompactJws(String token, ObjectNode header, byte[] payload, byte[] signature) {
    this.token = token;
    this.header = header;
    this.payload = payload;
    this.signature = signature;
  }

  /**
   * @throws Problem of kind INVALID_CREDENTIALS if it is longer than {@link #MAX_LENGTH}, no
   *     compact JWS, or has a header that is ambiguous or that asks for extensions
   */
  public static CompactJws parse(String token) {
    if (token.length() > MAX_LENGTH) {
      throw Refused.because("the bearer token is longer than %d octets".formatted(MAX_LENGTH));
    }
    String[] segments = token.split("\\.", -1);
    if (segments.length != 3) {
      throw Refused.because("the bearer token is not a signed JWT");
    }
    ObjectNode header = object("header", decode(segments[0]));
    for (String member : REFUSED_MEMBERS) {
      if (header.has(member)) {
        throw Refused.because("the bearer token's header must not have " + member);
      }
    }
    return new CompactJws(token, header, decode(segments[1]), decode(segments[2]));
  }

  private static byte[] decode(String segment) {
    try {
      byte[] octets = DECODER.decode(segment);
      if (ENCODER.encodeToString(octets).equals(segment)) {
        return octets;
      }
    } catch (IllegalArgumentException e) {
      // Refused below, without the decoder's message, which holds some of the text.
    }
    throw Refused.because("the bearer token is not canonical base64url without padding");
  }

  /** Whether {@code typ} says that it is a grant: if not, it can only be a proof. */
  public boolean isGrant() {
    return member("typ").filter(TokenType.GRANT.header()::equals).isPresent();
  }

  /**
   * A member of the header.
   *
   * @throws Problem if it is there and is not a non-empty string
   */
  public Optional<String> member(String name) {
    JsonNode value = header.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw Refused.because("the bearer token's " + name + " is not a non-empty string");
    }
    return Optional.of(value.textValue());
  }

  public Set<String> memberNames() {
    Set<String> names = new HashSet<>();
    header.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /**
   * Its claims, verified or not.
   *
   * @throws Problem if the payload is not one plain JSON object
   */
  public Claims claims() {
    return new Claims(object("payload", payload));
  }

  private static ObjectNode object(String part, byte[] utf8) {
    try {
      return StrictJson.JWT.object(utf8);
    } catch (StrictJson.Fault e) {
      throw Refused.because("the bearer token's %s is not one plain JSON object".formatted(part));
    }
  }

  /** RFC 7515, 5.2, step 8: what the signature is over. */
  public byte[] signingInput() {
    return token.substring(0, token.lastIndexOf('.')).getBytes(US_ASCII);
  }

  public byte[] signature() {
    return signature.clone();
  }

  /** The JWS itself; a secret. */
  public String token() {
    return token;
  }
}
