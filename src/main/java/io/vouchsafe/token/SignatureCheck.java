package io.vouchsafe.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;

/** Whether a finished token verifies under the key version that it pins. */
final class SignatureCheck {
  private SignatureCheck() {}

  static boolean holds(PreparedToken token, String jws) {
    int end = jws.lastIndexOf('.');
    if (end < 0) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(token.algorithm().joseSignatureJcaName());
      verifier.initVerify(token.keyVersion().publicKey());
      verifier.update(jws.substring(0, end).getBytes(US_ASCII));
      return verifier.verify(Base64.getUrlDecoder().decode(jws.substring(end + 1)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}
