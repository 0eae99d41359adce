package io.vouchsafe.key;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyVersionTest {
  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

  private static void refused(PublicKey key, SigningAlgorithm algorithm) {
    assertThrows(IllegalArgumentException.class, () -> KeyVersion.of(1, CREATED, key, algorithm));
  }

  @Test
  void takesKeysOfItsAlgorithmOnly() {
    PublicKey rsa = Keys.pair(SigningAlgorithm.RS256, 1).getPublic();
    PublicKey ec = Keys.pair(SigningAlgorithm.ES256, 1).getPublic();

    assertEquals(rsa, KeyVersion.of(1, CREATED, rsa, SigningAlgorithm.RS256).publicKey());
    assertEquals(ec, KeyVersion.of(1, CREATED, ec, SigningAlgorithm.ES256).publicKey());
    refused(ec, SigningAlgorithm.RS256);
    refused(rsa, SigningAlgorithm.ES256);
  }

  @ParameterizedTest
  @EnumSource
  void aKeyThatWasDecodedIsTheSameKey(SigningAlgorithm algorithm) {
    PublicKey key = Keys.pair(algorithm, 1).getPublic();

    PublicKey decoded = algorithm.publicKey(key.getEncoded());

    assertEquals(key, decoded);
    assertArrayEquals(key.getEncoded(), decoded.getEncoded());
  }

  @Test
  void refusesShortRsaKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    refused(generator.generateKeyPair().getPublic(), SigningAlgorithm.RS256);
  }

  @Test
  void refusesOtherCurves() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp384r1"));
    refused(generator.generateKeyPair().getPublic(), SigningAlgorithm.ES256);
    refused(secp256k1(), SigningAlgorithm.ES256);
  }

  /** A point on the other well-known curve of 256 bits. */
  private static PublicKey secp256k1() throws GeneralSecurityException {
    BigInteger p =
        new BigInteger("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f", 16);
    ECPoint g =
        new ECPoint(
            new BigInteger("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798", 16),
            new BigInteger("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8", 16));
    BigInteger order =
        new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    ECParameterSpec curve =
        new ECParameterSpec(
            new EllipticCurve(new ECFieldFp(p), BigInteger.ZERO, BigInteger.valueOf(7)),
            g,
            order,
            1);
    return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(g, curve));
  }
}
