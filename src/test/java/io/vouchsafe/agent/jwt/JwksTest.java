package io.vouchsafe.agent.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSSignerFactory;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.base.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures are checked as RFC 7515, 5.2 and RFC 8725 say; the tokens are Nimbus'. */
class JwksTest {
  private static JWK key(String alg) throws JOSEException {
    JWSAlgorithm algorithm = JWSAlgorithm.parse(alg);
    return alg.startsWith("RS")
        ? new RSAKeyGenerator(2048).algorithm(algorithm).keyIDFromThumbprint(true).generate()
        : new ECKeyGenerator(Curve.forJWSAlgorithm(algorithm).iterator().next())
            .algorithm(algorithm)
            .keyIDFromThumbprint(true)
            .generate();
  }

  private static String token(JWK key, String alg) throws JOSEException {
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.parse(alg)).keyID(key.getKeyID()).build();
    SignedJWT jwt = new SignedJWT(header, new JWTClaimsSet.Builder().subject("s").build());
    jwt.sign(new DefaultJWSSignerFactory().createJWSSigner(key, JWSAlgorithm.parse(alg)));
    return jwt.serialize();
  }

  private static ObjectNode json(String text) throws StrictJson.Fault {
    return StrictJson.JWT.object(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Jwks jwks(JWK... keys) throws StrictJson.Fault {
    return Jwks.of(json(new JWKSet(List.of(keys)).toString(true)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "RS384", "RS512", "ES256", "ES384", "ES512"})
  void aSignatureOfEachAlgorithmFits(String alg) throws Exception {
    JWK key = key(alg);

    assertEquals(
        Optional.empty(), jwks(key(alg), key).faultOfSignature(Jwt.decode(token(key, alg))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "ES256"})
  void anotherPayloadDoesNotFit(String alg) throws Exception {
    JWK key = key(alg);
    String[] parts = token(key, alg).split("\\.");
    String other =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"sub\":\"t\"}".getBytes(StandardCharsets.UTF_8));
    Jwt forged = Jwt.decode(parts[0] + "." + other + "." + parts[2]);

    assertEquals(
        Optional.of("the signature does not fit the token"), jwks(key).faultOfSignature(forged));
  }

  @Test
  void anUnknownKidIsNamed() throws Exception {
    JWK key = key("ES256");
    String fault = jwks(key("ES256")).faultOfSignature(Jwt.decode(token(key, "ES256"))).get();

    assertTrue(fault.contains(key.getKeyID()), fault);
  }

  @Test
  void theAlgorithmIsThatOfTheKey() throws Exception {
    JWK key = key("RS256");
    Jwt token =
        Jwt.decode(token(new RSAKey.Builder(key.toRSAKey()).algorithm(null).build(), "RS512"));
    String fault = jwks(key).faultOfSignature(token).get();

    assertTrue(fault.contains("RS512"), fault);
  }

  @Test
  void noneIsNoAlgorithm() throws Exception {
    JWK key = key("RS256");
    ObjectNode bare =
        json(
            new RSAKey.Builder(key.toRSAKey())
                .algorithm(null)
                .build()
                .toPublicJWK()
                .toJSONString());
    String header =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                "{\"alg\":\"none\",\"kid\":\"%s\"}"
                    .formatted(key.getKeyID())
                    .getBytes(StandardCharsets.UTF_8));
    Jwt token = Jwt.decode(header + ".e30.");

    assertTrue(new Jwks(List.of(bare)).faultOfSignature(token).isPresent());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a.b", "a.b.c.d", "!.e30.", "e30.!.", "e30.e30.!", "bnVsbA.e30.", "e30.W10."})
  void whatIsNoJwtIsRefused(String text) {
    assertThrows(Jwt.Malformed.class, () -> Jwt.decode(text));
  }

  @Test
  void aTokenIsNeverInAText() throws Exception {
    String token = token(key("ES256"), "ES256");

    assertTrue(!Jwt.decode(token).toString().contains(token.split("\\.")[2]));
  }
}
