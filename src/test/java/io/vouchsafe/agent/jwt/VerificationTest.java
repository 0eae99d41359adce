package io.vouchsafe.agent.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.base.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A token is taken or not as OpenID Connect Core 1.0, 3.1.3.7 says. */
class VerificationTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final String ISSUER = "https://id.example.com";
  private static final ECKey KEY = key();

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static Optional<String> fault(UnaryOperator<JWTClaimsSet.Builder> change)
      throws Exception {
    return fault(KEY, change);
  }

  private static Optional<String> fault(ECKey published, UnaryOperator<JWTClaimsSet.Builder> change)
      throws Exception {
    JWTClaimsSet.Builder good =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience("a")
            .issueTime(Date.from(NOW))
            .notBeforeTime(Date.from(NOW.minusSeconds(60)))
            .expirationTime(Date.from(NOW.plusSeconds(300)));
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(KEY.getKeyID()).build(),
            change.apply(good).build());
    jwt.sign(new ECDSASigner(KEY));
    Jwks jwks =
        Jwks.of(
            StrictJson.JWT.object(
                new JWKSet(published).toString(true).getBytes(StandardCharsets.UTF_8)));
    return new Verification(ISSUER, jwks, NOW).fault(Jwt.decode(jwt.serialize()));
  }

  private static void assertFault(String expected, Optional<String> fault) {
    assertTrue(fault.filter(text -> text.contains(expected)).isPresent(), fault::toString);
  }

  @Test
  void aGoodTokenIsTaken() throws Exception {
    assertEquals(Optional.empty(), fault(claims -> claims));
  }

  @Test
  void eachThingThatIsWrongIsNamed() throws Exception {
    assertFault("its iss is https://id.example.com/", fault(it -> it.issuer(ISSUER + "/")));
    assertFault("its iss is missing", fault(it -> it.issuer(null)));
    assertFault("no aud", fault(it -> it.audience((String) null)));
    assertFault("no exp", fault(it -> it.expirationTime(null)));
    assertFault("has no key with the kid", fault(key(), it -> it));
  }

  @Test
  void clocksMayDifferByAMinute() throws Exception {
    Duration minute = Duration.ofMinutes(1);
    assertEquals(
        Optional.empty(),
        fault(it -> it.expirationTime(Date.from(NOW.minus(minute).plusSeconds(1)))));
    assertFault("expired", fault(it -> it.expirationTime(Date.from(NOW.minus(minute)))));
    assertEquals(Optional.empty(), fault(it -> it.notBeforeTime(Date.from(NOW.plus(minute)))));
    assertFault(
        "not good before",
        fault(it -> it.notBeforeTime(Date.from(NOW.plus(minute).plusSeconds(1)))));
  }
}
