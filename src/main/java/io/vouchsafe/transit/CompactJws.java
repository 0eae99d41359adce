package io.vouchsafe.transit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import org.jose4j.base64url.Base64Url;
import org.jose4j.jws.JsonWebSignature;

/**
 * jose4j's JWS, encoded by the JDK's base64url without padding (RFC 7515, section 2): jose4j's own
 * takes a buffer of 8 KB or more for each of the five texts that it encodes for one token.
 */
final class CompactJws extends JsonWebSignature {
  private static final Base64Url BASE64URL = new OfTheJdk();

  CompactJws() {
    base64url = BASE64URL;
  }

  @Override
  protected String getEncodedHeader() {
    return BASE64URL.base64UrlEncode(getHeaders().getFullHeaderAsJsonString().getBytes(UTF_8));
  }

  private static final class OfTheJdk extends Base64Url {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    @Override
    public String base64UrlEncode(byte[] octets) {
      return ENCODER.encodeToString(octets);
    }
  }
}
