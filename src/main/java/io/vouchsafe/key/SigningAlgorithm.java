package io.vouchsafe.key;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;

/**
 * The JWS algorithms that Vouchsafe signs with (RFC 7518, 3.1), and all that is known of each; the
 * constants bear their JOSE names.
 */
public enum SigningAlgorithm {
  /** RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, 3.3). */
  RS256("SHA256withRSA", "SHA256withRSA", "SHA-256"),
  /** ECDSA on P-256 with SHA-256 (RFC 7518, 3.4); the order is FIPS 186-5's. */
  ES256(
      "SHA256withECDSA",
      "SHA256withECDSAinP1363Format",
      "SHA-256",
      new Curve("P-256", "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"));

  private static final int MIN_RSA_BITS = 2048;
  private static final int MAX_RSA_BITS = 8192;

  private final String jcaName;
  private final String joseSignatureJcaName;
  private final String digestName;
  private final Optional<Curve> curve;

  SigningAlgorithm(String jcaName, String joseSignatureJcaName, String digestName) {
    this(jcaName, joseSignatureJcaName, digestName, Optional.empty());
  }

  SigningAlgorithm(String jcaName, String joseSignatureJcaName, String digestName, Curve curve) {
    this(jcaName, joseSignatureJcaName, digestName, Optional.of(curve));
  }

  SigningAlgorithm(
      String jcaName, String joseSignatureJcaName, String digestName, Optional<Curve> curve) {
    this.jcaName = jcaName;
    this.joseSignatureJcaName = joseSignatureJcaName;
    this.digestName = digestName;
    this.curve = curve;
  }

  /** The JCA's name of the signature; for ECDSA its signatures are DER. */
  public String jcaName() {
    return jcaName;
  }

  /** The JCA's name of the signature in the form a JWS carries; for ECDSA R||S (RFC 7518, 3.4). */
  public String joseSignatureJcaName() {
    return joseSignatureJcaName;
  }

  /** The JCA's name of the digest that is signed. */
  public String digestName() {
    return digestName;
  }

  public KeyType keyType() {
    return curve.isPresent() ? KeyType.EC : KeyType.RSA;
  }

  /** The curve of its keys; empty if they are RSA keys. */
  Optional<Curve> curve() {
    return curve;
  }

  /**
   * The public key in {@code spki}, a SubjectPublicKeyInfo in DER (RFC 5280, 4.1.2.7).
   *
   * @throws IllegalArgumentException if it holds no key of the algorithm's type; it may still be
   *     one that does not {@linkplain #fits fit}
   */
  public PublicKey publicKey(byte[] spki) {
    try {
      KeyFactory factory = KeyFactory.getInstance(keyType().name());
      return factory.generatePublic(numbers(factory.generatePublic(new X509EncodedKeySpec(spki))));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a public key for " + this, e);
    }
  }

  /**
   * All that a key is. One that was decoded holds a hundred octets more of what it was decoded
   * with, and there are three keys of each organisation in use.
   */
  private static KeySpec numbers(PublicKey decoded) throws InvalidKeySpecException {
    return switch (decoded) {
      case RSAPublicKey rsa ->
          new RSAPublicKeySpec(rsa.getModulus(), usual(rsa.getPublicExponent()));
      case ECPublicKey ec -> new ECPublicKeySpec(ec.getW(), ec.getParams());
      default -> throw new InvalidKeySpecException("neither RSA nor EC");
    };
  }

  /** One object for the exponent that nearly all keys have. */
  private static BigInteger usual(BigInteger exponent) {
    return exponent.equals(RSAKeyGenParameterSpec.F4) ? RSAKeyGenParameterSpec.F4 : exponent;
  }

  /**
   * Whether the algorithm may use the key: RSA of 2048 to 8192 bits, with an odd modulus and an odd
   * exponent of 65,537 to 2^32 (NIST SP 800-89, 5.3.3, and what verifiers take), or EC on its own
   * curve.
   */
  boolean fits(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa ->
          keyType() == KeyType.RSA && isSound(rsa.getModulus(), rsa.getPublicExponent());
      case ECPublicKey ec -> curve.filter(own -> own.has(ec)).isPresent();
      default -> false;
    };
  }

  private static boolean isSound(BigInteger modulus, BigInteger exponent) {
    return modulus.bitLength() >= MIN_RSA_BITS
        && modulus.bitLength() <= MAX_RSA_BITS
        && modulus.testBit(0)
        && exponent.testBit(0)
        && exponent.compareTo(RSAKeyGenParameterSpec.F4) >= 0
        && exponent.bitLength() <= Integer.SIZE;
  }

  /**
   * An elliptic curve.
   *
   * @param name as a JWK's {@code crv} has it (RFC 7518, 6.2.1.1)
   * @param order the order of the base point; no two curves in use share it
   */
  record Curve(String name, BigInteger order) {
    Curve(String name, String hexadecimalOrder) {
      this(name, new BigInteger(hexadecimalOrder, 16));
    }

    boolean has(ECPublicKey key) {
      return key.getParams().getOrder().equals(order);
    }

    /** The octets of a coordinate (RFC 7518, 6.2.1.2). */
    int coordinateOctets() {
      return (order.bitLength() + 7) / 8;
    }
  }
}
