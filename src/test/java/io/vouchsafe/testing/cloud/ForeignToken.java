package io.vouchsafe.testing.cloud;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.testing.cloud.TokenRefused.Fault;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A token that somebody shows to a cloud. What it claims is anybody's word until {@link #signedBy}
 * has returned.
 */
record ForeignToken(SignedJWT jwt, JWTClaimsSet claims) {
  private static final List<String> TIMES = List.of("iat", "exp");

  /** Reads one with {@code iss}, {@code sub}, {@code aud}, {@code iat}, {@code exp} and a kid. */
  static ForeignToken parse(String text) throws TokenRefused {
    try {
      SignedJWT jwt = SignedJWT.parse(text);
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      ForeignToken token = new ForeignToken(jwt, claims);
      token.needs("iss", claims.getIssuer());
      token.needs("sub", claims.getSubject());
      token.needs("aud", claims.getAudience().isEmpty() ? null : claims.getAudience());
      token.needs("kid", jwt.getHeader().getKeyID());
      token.needsTimes();
      return token;
    } catch (ParseException e) {
      throw new TokenRefused(Fault.MALFORMED, "it is no JWT");
    }
  }

  private void needs(String name, Object value) throws TokenRefused {
    if (value == null) {
      throw new TokenRefused(Fault.MALFORMED, "it has no " + name);
    }
  }

  private void needsTimes() throws TokenRefused {
    Map<String, Object> payload = jwt.getPayload().toJSONObject();
    for (String time : TIMES) {
      if (!(payload.get(time) instanceof Long)) {
        throw new TokenRefused(Fault.MALFORMED, time + " is no integer");
      }
    }
  }

  String issuer() {
    return claims.getIssuer();
  }

  String subject() {
    return claims.getSubject();
  }

  List<String> audience() {
    return claims.getAudience();
  }

  /** Refuses one that no key of these signed under its kid with one of these algorithms. */
  void signedBy(JWKSet keys, Set<JWSAlgorithm> algorithms) throws TokenRefused {
    JWSAlgorithm algorithm = jwt.getHeader().getAlgorithm();
    if (!algorithms.contains(algorithm)) {
      throw new TokenRefused(Fault.ALGORITHM, "algorithm " + algorithm + " is not taken");
    }
    JWK key = keys.getKeyByKeyId(jwt.getHeader().getKeyID());
    if (!(key instanceof AsymmetricJWK pair)) {
      throw new TokenRefused(Fault.NO_KEY, "the JWKS has no key with the token's kid");
    }
    try {
      var verifier =
          new DefaultJWSVerifierFactory().createJWSVerifier(jwt.getHeader(), pair.toPublicKey());
      if (!jwt.verify(verifier)) {
        throw new TokenRefused(Fault.SIGNATURE, "the signature is wrong");
      }
    } catch (JOSEException e) {
      throw new TokenRefused(Fault.SIGNATURE, "the key is none for this algorithm");
    }
  }

  /** Refuses one that is over, or from the future, by more than the leeway. */
  void goodAt(Instant now, Duration leeway) throws TokenRefused {
    Instant until = claims.getExpirationTime().toInstant();
    if (!now.minus(leeway).isBefore(until)) {
      throw new TokenRefused(
          Fault.TIME,
          "current date/time %d must be before the expiration date/time %d"
              .formatted(now.getEpochSecond(), until.getEpochSecond()));
    }
    Instant latest = now.plus(leeway);
    boolean early =
        claims.getIssueTime().toInstant().isAfter(latest)
            || (claims.getNotBeforeTime() != null
                && claims.getNotBeforeTime().toInstant().isAfter(latest));
    if (early) {
      throw new TokenRefused(Fault.TIME, "it is not good yet");
    }
  }
}
