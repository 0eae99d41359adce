package io.vouchsafe.agent.check;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.jwt.Jwt;
import java.util.Base64;

/** Tokens that are like a good one and are not signed by its issuer. */
final class Forgery {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private Forgery() {}

  /** One character of the signature is another, in its middle: the last one may have idle bits. */
  static Jwt otherSignature(Jwt token) throws Fault {
    String text = token.compact();
    int at = (text.lastIndexOf('.') + text.length()) / 2;
    return decoded(text.substring(0, at) + other(text.charAt(at)) + text.substring(at + 1));
  }

  /**
   * One character of the claims is another: of {@code jti}, which no rule of a relying party is
   * about, so that it is the signature that has to refuse it.
   */
  static Jwt otherClaims(Jwt token) throws Fault {
    ObjectNode claims = token.claims().deepCopy();
    String jti = Jwt.text(claims, "jti").orElse("");
    claims.put(
        "jti",
        jti.isEmpty()
            ? "A"
            : jti.substring(0, jti.length() - 1) + other(jti.charAt(jti.length() - 1)));
    String[] segments = token.compact().split("\\.", -1);
    return decoded(
        segments[0]
            + "."
            + BASE64.encodeToString(claims.toString().getBytes(UTF_8))
            + "."
            + segments[2]);
  }

  /** The same claims without a signature, as RFC 7518, 3.6 has it. */
  static Jwt unsigned(Jwt token) throws Fault {
    ObjectNode header = JsonNodeFactory.instance.objectNode().put("alg", "none");
    Jwt.text(token.header(), "kid").ifPresent(kid -> header.put("kid", kid));
    header.put("typ", "JWT");
    return decoded(
        BASE64.encodeToString(header.toString().getBytes(US_ASCII))
            + "."
            + token.compact().split("\\.", -1)[1]
            + ".");
  }

  private static char other(char character) {
    return character == 'A' ? 'B' : 'A';
  }

  private static Jwt decoded(String compact) throws Fault {
    try {
      return Jwt.decode(compact);
    } catch (Jwt.Malformed e) {
      throw Fault.unavailable("the issuer's token cannot be changed: " + e.getMessage());
    }
  }
}
