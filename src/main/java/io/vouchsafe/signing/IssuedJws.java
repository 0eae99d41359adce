package io.vouchsafe.signing;

import java.util.Base64;
import org.jose4j.base64url.Base64Url;
import org.jose4j.jws.JsonWebSignature;

/**
 * jose4j's JWS, encoded by the JDK's base64url without padding (RFC 7515, section 2): jose4j's own
 * takes a buffer of 8 KB or more for each of the five texts that it encodes for one token.
 */
final class IssuedJws extends JsonWebSignature {
  private static final Base64Url BASE64URL = new OfTheJdk();

  IssuedJws() {
    base64url = BASE64URL;
  }

  @Override
  protected String getEncodedHeader() {
    return base64url.base64UrlEncodeUtf8ByteRepresentation(
        getHeaders().getFullHeaderAsJsonString());
  }

  private static final class OfTheJdk extends Base64Url {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    @Override
    public String base64UrlEncode(byte[] octets) {
      return ENCODER.encodeToString(octets);
    }
  }
}
