package io.vouchsafe.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.Key;
import java.text.ParseException;

/**
 * Verifies tokens as a relying party does: by discovery, with an implementation that is not ours.
 */
public final class Tokens {
  private Tokens() {}

  /** The token, which verified against the published JWKS of {@code client}'s issuer. */
  public static SignedJWT verified(Client client, String token) {
    String jwksUri =
        client.get("/.well-known/openid-configuration").body().path("jwks_uri").asText();
    return verifiedBy(client.get(jwksUri).http().body(), token);
  }

  /** The token, which verified against {@code jwks}. */
  public static SignedJWT verifiedBy(String jwks, String token) {
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      JWK jwk = JWKSet.parse(jwks).getKeyByKeyId(jwt.getHeader().getKeyID());
      assertTrue(jwk != null, "kid " + jwt.getHeader().getKeyID() + " is not in the JWKS");
      assertTrue(
          jwt.verify(
              new DefaultJWSVerifierFactory().createJWSVerifier(jwt.getHeader(), publicKey(jwk))),
          "the signature does not verify");
      return jwt;
    } catch (ParseException | JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static Key publicKey(JWK jwk) throws JOSEException {
    return jwk instanceof ECKey ec ? ec.toECPublicKey() : jwk.toRSAKey().toRSAPublicKey();
  }
}
