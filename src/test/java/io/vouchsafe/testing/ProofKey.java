package io.vouchsafe.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/**
 * The RS256 key of a trusted issuer, with which brokers' proofs are signed.
 *
 * @param jwksFile where its public part is
 */
public record ProofKey(RSAKey key, Path jwksFile) {
  private static final Duration LIFE = Duration.ofMinutes(10);

  /** A new key, whose public part is in a file of a folder of its own. */
  public static ProofKey create() {
    Path file = TrustFile.folder().resolve("trusted-jwks.json");
    file.toFile().deleteOnExit();
    return create(file);
  }

  /** The same, whose public part is written to this file. */
  public static ProofKey create(Path jwksFile) {
    return create(jwksFile, "control-1");
  }

  /** The same with a name. */
  public static ProofKey create(Path jwksFile, String kid) {
    try {
      RSAKey key = new RSAKeyGenerator(2048).keyID(kid).algorithm(JWSAlgorithm.RS256).generate();
      return new ProofKey(key, TrustFile.write(jwksFile, new JWKSet(key.toPublicJWK()).toString()));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The claims of a good proof, which lives for ten minutes. */
  public static JWTClaimsSet.Builder claims(String issuer, String subject, String audience) {
    Instant now = Instant.now();
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .subject(subject)
        .audience(audience)
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(LIFE)))
        .jwtID(UUID.randomUUID().toString());
  }

  /** A proof with these claims. */
  public String sign(JWTClaimsSet claims) {
    SignedJWT proof =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .keyID(key.getKeyID())
                .build(),
            claims);
    try {
      proof.sign(new RSASSASigner(key));
      return proof.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }
}
