package io.vouchsafe.signing;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/** Checks the form of a signature, before any arithmetic is done with it. */
final class SignatureShape {
  private static final int SEQUENCE = 0x30;
  private static final int INTEGER = 0x02;

  private SignatureShape() {}

  /**
   * Whether {@code signature} has the form of one under {@code key}: as many octets as the modulus
   * (RFC 8017, 8.2.1), or for ECDSA the DER of two integers from 1 to the order of the curve (RFC
   * 3279, 2.2.3; FIPS 186-5, 6.4.2).
   */
  static boolean fits(byte[] signature, PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> signature.length == (rsa.getModulus().bitLength() + 7) / 8;
      case ECPublicKey ec -> isPairOfIntegers(signature, ec.getParams().getOrder());
      default -> false;
    };
  }

  private static boolean isPairOfIntegers(byte[] der, BigInteger order) {
    if (der.length < 8 || der[0] != SEQUENCE || der[1] != der.length - 2) {
      return false;
    }
    int end = integerEnd(der, 2, order);
    return end > 0 && integerEnd(der, end, order) == der.length;
  }

  /** The end of the integer that begins at {@code at}; 0 if there is none in range. */
  private static int integerEnd(byte[] der, int at, BigInteger order) {
    if (at + 2 > der.length || der[at] != INTEGER) {
      return 0;
    }
    int length = der[at + 1];
    int end = at + 2 + length;
    if (length < 1 || end > der.length) {
      return 0;
    }
    BigInteger value = new BigInteger(der, at + 2, length);
    return value.signum() > 0 && value.compareTo(order) < 0 ? end : 0;
  }
}
