package io.vouchsafe.key;

/**
 * The JWS algorithms that Vouchsafe signs with (RFC 7518, 3.1); the constants bear their JOSE
 * names.
 */
public enum SigningAlgorithm {
  RS256("SHA256withRSA", "SHA256withRSA"),
  ES256("SHA256withECDSA", "SHA256withECDSAinP1363Format");

  private final String jcaName;
  private final String joseSignatureJcaName;

  SigningAlgorithm(String jcaName, String joseSignatureJcaName) {
    this.jcaName = jcaName;
    this.joseSignatureJcaName = joseSignatureJcaName;
  }

  /** The JCA's name of the signature; for ECDSA its signatures are DER. */
  public String jcaName() {
    return jcaName;
  }

  /** The JCA's name of the signature in the form a JWS carries; for ECDSA R||S (RFC 7518, 3.4). */
  public String joseSignatureJcaName() {
    return joseSignatureJcaName;
  }
}
