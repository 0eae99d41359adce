package io.vouchsafe.proof;

import io.vouchsafe.proof.TrustedIssuer.Identity;
import java.security.interfaces.RSAPublicKey;
import java.util.List;

/** Reads any document as a JWKS, of an OpenID issuer and of a SPIFFE trust domain. */
public final class JwksFuzz {
  private static final Identity ISSUER = new Identity.Issuer("https://platform.example");
  private static final Identity DOMAIN = new Identity.TrustDomain("prod.example");
  private static final int SHORTEST_RSA = 2048;

  private JwksFuzz() {}

  /**
   * @throws IllegalStateException if a key is taken that must not be
   */
  public static void fuzzerTestOneInput(byte[] input) {
    read(input, ISSUER);
    read(input, DOMAIN);
  }

  private static void read(byte[] input, Identity identity) {
    try {
      JwksDocument jwks = JwksDocument.read(input, identity);
      check(jwks.keys());
      if (jwks.keys().isEmpty() && identity == ISSUER) {
        throw new IllegalStateException("a JWKS without a key was taken");
      }
    } catch (JwksFault refused) {
      Refusals.requirePlain(refused);
    }
  }

  private static void check(List<ProofKey> keys) {
    for (ProofKey key : keys) {
      boolean weak =
          key.publicKey() instanceof RSAPublicKey rsa
              && rsa.getModulus().bitLength() < SHORTEST_RSA;
      if (weak || key.kid().isEmpty()) {
        throw new IllegalStateException("a key that is too short, or has no name");
      }
      for (ProofAlgorithm algorithm : ProofAlgorithm.values()) {
        key.fits(algorithm);
      }
    }
  }
}
