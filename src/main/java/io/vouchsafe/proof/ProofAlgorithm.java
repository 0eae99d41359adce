package io.vouchsafe.proof;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Optional;

/** The JWS algorithms that proofs may have (RFC 7518, 3.1); the constants bear their JOSE names. */
enum ProofAlgorithm {
  RS256,
  RS384,
  RS512,
  ES256(256),
  ES384(384),
  ES512(521);

  private static final int RSA = 0;

  private final int curveBits;

  ProofAlgorithm() {
    this(RSA);
  }

  ProofAlgorithm(int curveBits) {
    this.curveBits = curveBits;
  }

  static Optional<ProofAlgorithm> named(String alg) {
    return Arrays.stream(values()).filter(algorithm -> algorithm.name().equals(alg)).findFirst();
  }

  /** Whether {@code key} is of the type, and on the curve, that the algorithm takes. */
  boolean takes(PublicKey key) {
    return switch (key) {
      case RSAPublicKey _ -> curveBits == RSA;
      case ECPublicKey ec -> curveBits == ec.getParams().getCurve().getField().getFieldSize();
      default -> false;
    };
  }
}
